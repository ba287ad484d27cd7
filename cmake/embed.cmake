# gw_embed(target namespace file...): puts files into the binary. Defines in `namespace`
#   std::span<const gw::embedded_file> embedded_files() noexcept;
# in the order given, each under its file name without folders. The user declares that function in a header of its own
# (base/embedded_file.hpp). A changed file is embedded again at the next build.
function(gw_embed target namespace)
  set(files)
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    list(APPEND files ${file})
  endforeach()
  string(REPLACE "::" "_" unit ${namespace})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${unit}.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed-script.cmake)
  string(JOIN "|" joined ${files})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DNAMESPACE=${namespace} -DFILES=${joined} -DOUTPUT=${output} -P ${script}
    DEPENDS ${files} ${script}
    COMMENT "Embedding files for ${namespace}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
