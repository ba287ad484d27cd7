# Run by gw_embed() at build time: writes OUTPUT, a source file that holds the FILES ("|" between them) as literals.
# Octets go through hexadecimal text, so any content is embedded as it is, zero octets included.
string(REPLACE "|" ";" files "${FILES}")
set(rows "")
foreach(file IN LISTS files)
  cmake_path(GET file FILENAME name)
  file(READ "${file}" octets HEX)
  string(LENGTH "${octets}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(..)" "\\\\x\\1" literal "${octets}")
  # A line of the source holds 64 octets (256 characters).
  string(REPEAT "." 256 line)
  string(REGEX REPLACE "(${line})" "\\1\"\n     \"" literal "${literal}")
  string(APPEND rows "    {\"${name}\", {\"${literal}\", ${size}}},\n")
endforeach()
list(LENGTH files count)
file(WRITE "${OUTPUT}" "// Made by cmake/embed-script.cmake.
#include <array>
#include <span>

#include \"base/embedded_file.hpp\"

namespace ${NAMESPACE} {

std::span<const gw::embedded_file> embedded_files() noexcept;

std::span<const gw::embedded_file> embedded_files() noexcept {
  static constexpr std::array<gw::embedded_file, ${count}> files{{
${rows}  }};
  return files;
}

}  // namespace ${NAMESPACE}
")
