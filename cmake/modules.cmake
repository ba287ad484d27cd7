# gw_module(NAME SOURCES ... [USES modules] [LINK libraries]): one static library gw_NAME per module.
function(gw_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINK" ${ARGN})
  add_library(gw_${name} STATIC ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND gw_)
  target_include_directories(gw_${name} PUBLIC ${PROJECT_SOURCE_DIR}/gateway ${PROJECT_SOURCE_DIR})
  target_link_libraries(gw_${name} PUBLIC ${ARG_USES} ${ARG_LINK})
endfunction()

# gw_test(NAME SOURCES ... [LINK libraries] [CONCURRENT]): a GoogleTest program, run from the source folder so that it finds
# its data. All of them run under the address and undefined sanitizers (target gw_sanitized, label "sanitized"), those with
# CONCURRENT also under the thread sanitizer (target gw_concurrent, label "concurrent").
add_custom_target(gw_sanitized)
add_custom_target(gw_concurrent)
function(gw_test name)
  cmake_parse_arguments(ARG "CONCURRENT" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set(labels sanitized)
  add_dependencies(gw_sanitized ${name})
  if(ARG_CONCURRENT)
    list(APPEND labels concurrent)
    add_dependencies(gw_concurrent ${name})
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${labels}")
endfunction()

# gw_fuzz(NAME SOURCE [LINK libraries]): a libFuzzer-style target linked with a small driver that replays its corpus, so that
# it runs with any compiler. With clang, add -fsanitize=fuzzer and leave the driver out to search for new inputs.
function(gw_fuzz name source)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(fuzz_${name} ${source} replay.cpp)
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_LINK})
  add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  set_tests_properties(fuzz_${name} PROPERTIES LABELS sanitized)
  add_dependencies(gw_sanitized fuzz_${name})
endfunction()
