#include "bench/messages.hpp"

#include <exception>
#include <regex>
#include <stdexcept>
#include <thread>

#include "base/ids.hpp"
#include "sandbox/requests.hpp"

namespace bench {
namespace {

constexpr std::string_view content_end = "</content>";

void cut(std::string& text, std::string_view from, std::string_view behind) {
    const auto start = text.find(from);
    const auto end = text.find(behind, start);
    if (start == std::string::npos || end == std::string::npos)
        throw std::runtime_error("the form has no " + std::string(from));
    text.erase(start, end + behind.size() - start);
}

// As small as the form can be: one worker, no white space between elements; the attached file stands in it.
std::string small_form(const std::filesystem::path& forms) {
    std::string form = sandbox::read_text(forms / "elicense-foreign-labour-issue.xml");
    form = std::regex_replace(form, std::regex(">\\s+<"), "><");
    cut(form, "<worker>", "</worker>");
    cut(form, "<sha256>", "</sha256>");
    form.insert(form.find("</file>"), "<content></content>");
    return form;
}

class maker {
public:
    explicit maker(const recipe& from) : cast_(from.certs), form_(small_form(from.forms)) {
        padding_ = 32;
        const std::size_t smallest = make().body().size();
        if (from.octets > smallest) padding_ += (from.octets - smallest) / 4 * 4;
    }

    post make() {
        const auto now = gw::system_clock().now();
        sandbox::request made;
        made.sender_id = "elicense";
        made.password.clear();
        made.portal_key = "portals/elicense/sign";
        made.service_id = "FOREIGN_LABOUR_PERMIT";
        made.message_id = ids_.next(now);
        made.message_date = now;
        made.data = sandbox::data_form::cdata;
        made.form = form_;
        made.form.insert(made.form.find(content_end), base64_like(made.message_id));
        const std::string body = sandbox::make_message(cast_, made);
        post out;
        out.request =
            "POST /shep/elicense HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml; charset=utf-8\r\n"
            "SOAPAction: \"\"\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n";
        out.body_at = out.request.size();
        out.request += body;
        return out;
    }

private:
    // Base64 of an attached file, different for every seed.
    std::string base64_like(const std::string& seed) const {
        static constexpr std::string_view letters =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        std::size_t state = std::hash<std::string>()(seed);
        std::string text(padding_, 'A');
        for (char& c : text) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            c = letters[state >> 58];
        }
        return text;
    }

    sandbox::parties cast_;
    gw::uuid7_source ids_;
    std::string form_;
    std::size_t padding_ = 0;
};

}  // namespace

std::vector<post> make_posts(const recipe& from, std::size_t count) {
    const std::size_t workers = std::max(1u, std::thread::hardware_concurrency());
    std::vector<post> made(count);
    std::vector<std::exception_ptr> failures(workers);
    std::vector<std::jthread> threads;
    for (std::size_t worker = 0; worker < workers; ++worker)
        threads.emplace_back([&, worker] {
            try {
                maker one(from);
                for (std::size_t i = worker; i < count; i += workers)
                    made[i] = one.make();
            } catch (...) {
                failures[worker] = std::current_exception();
            }
        });
    threads.clear();
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);
    return made;
}

}  // namespace bench
