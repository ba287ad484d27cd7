#include "bench/messages.hpp"

#include <exception>
#include <regex>
#include <thread>

#include "base/ids.hpp"
#include "sandbox/requests.hpp"

namespace bench {
namespace {

constexpr std::string_view padding_tag = "</Padding>";

// Without the white space between elements, and with a field that no form knows in front of the end tag.
std::string padded_form(const std::filesystem::path& forms) {
    std::string form = sandbox::read_text(forms / "elicense-foreign-labour-issue.xml");
    form = std::regex_replace(form, std::regex(">\\s+<"), "><");
    while (form.back() != '>')
        form.pop_back();
    return form.insert(form.rfind("</"), "<Padding></Padding>");
}

class maker {
public:
    explicit maker(const recipe& from) : cast_(from.certs), form_(padded_form(from.forms)) {
        padding_ = 32;
        const std::size_t smallest = make().body().size();
        if (from.octets > smallest) padding_ += from.octets - smallest;
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
        made.form = form_;
        made.form.insert(made.form.rfind(padding_tag), base64_like(made.message_id));
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
    // Text like that of an attachment in the message, different for every seed.
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
