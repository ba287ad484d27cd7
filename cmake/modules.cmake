# gw_module(NAME SOURCES ... [USES modules] [LINK libraries]): one static library gw_NAME per module.
function(gw_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINK" ${ARGN})
  add_library(gw_${name} STATIC ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND gw_)
  target_include_directories(gw_${name} PUBLIC ${PROJECT_SOURCE_DIR}/gateway ${PROJECT_SOURCE_DIR})
  target_link_libraries(gw_${name} PUBLIC ${ARG_USES} ${ARG_LINK})
endfunction()

# gw_test(NAME SOURCES ... [LINK libraries]): a GoogleTest program, run from the source folder so that it finds its data.
function(gw_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()
