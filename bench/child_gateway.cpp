#include "bench/child_gateway.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bench {

child_gateway::child_gateway(const std::filesystem::path& binary, const std::filesystem::path& config) {
    for (const char* left : {"gateway.db", "gateway.db-wal", "gateway.db-shm", "gateway.log"})
        std::filesystem::remove(config.parent_path() / left);
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no process");
    if (pid_ == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl(binary.c_str(), binary.c_str(), "serve", "--config", config.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
    try {
        await_port(output_);
    } catch (...) {
        stop();
        throw;
    }
}

child_gateway::~child_gateway() {
    stop();
}

void child_gateway::stop() noexcept {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    ::close(output_);
}

// "listening portals https://127.0.0.1:PORT"
void child_gateway::await_port(int output) {
    const std::string wanted = "listening portals ";
    std::string said;
    char block[256];
    for (;;) {
        const auto at = said.find(wanted);
        const auto end = at == std::string::npos ? at : said.find('\n', at);
        if (end != std::string::npos) {
            port_ = static_cast<std::uint16_t>(std::stoi(said.substr(said.rfind(':', end) + 1)));
            return;
        }
        const auto got = ::read(output, block, sizeof block);
        if (got <= 0) throw std::runtime_error("the gateway did not start: " + said);
        said.append(block, static_cast<std::size_t>(got));
    }
}

double child_gateway::cpu_seconds() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string text;
    std::getline(file, text);
    // Fields 14 and 15 of proc(5); the name in field 2 may hold spaces.
    std::istringstream rest(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        rest >> skipped;
    double user = 0, system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double child_gateway::megabytes(const char* field) const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
    const std::string wanted = std::string(field) + ":";
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(wanted)) return std::stod(line.substr(wanted.size())) / 1024;
    throw std::runtime_error("the gateway is gone");
}

}  // namespace bench
