# Compiler settings that every target shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
                    -Werror)
add_compile_definitions($<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
if(GW_SANITIZE)
  add_compile_options(-fsanitize=${GW_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=${GW_SANITIZE})
  # Instrumented code makes gcc 12 report false "maybe uninitialized", string-overflow and operator-delete paths in the library
  # and in coroutine frames: the other builds judge warnings, these judge behaviour.
  add_compile_options(-Wno-error)
  if(GW_SANITIZE MATCHES thread)
    add_compile_options(-Wno-tsan -include ${CMAKE_CURRENT_LIST_DIR}/tsan/atomic_count.hpp)
  endif()
endif()
# gcc 12 reports std::string operator+ as overlapping copies (gcc bug 105651).
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
