// Feeds every file of the folders on the command line to the fuzz target: found inputs stay fixed without a
// fuzzing engine.
#include <cstdio>

#include "base/files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

int main(int argc, char** argv) {
    std::size_t files = 0;
    for (int i = 1; i < argc; ++i) {
        const auto paths = gw::list_files(argv[i]);
        if (!paths) {
            std::fprintf(stderr, "%s\n", paths.error().to_string().c_str());
            return 1;
        }
        for (const auto& path : paths.value()) {
            const auto content = gw::read_file(path);
            if (!content) return 1;
            LLVMFuzzerTestOneInput(gw::as_unsigned(content.value()), content.value().size());
            ++files;
        }
    }
    std::printf("%zu inputs replayed\n", files);
    return files > 0 ? 0 : 1;  // an empty corpus tests nothing
}
