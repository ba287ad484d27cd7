#include "revocation/ocsp_fetcher.hpp"

#include "async/deadline.hpp"
#include "crypto/digest.hpp"
#include "pki/der.hpp"
#include "pki/locations.hpp"

namespace gw::revocation {
namespace {

constexpr std::size_t nonce_size = 16;

asio::awaitable<void> wait_for_all(std::vector<std::shared_ptr<async::event>> events) {
    for (const auto& one : events) {
        auto waiting = one->wait();
        co_await std::move(waiting);
    }
}

error unreachable(const net::client_error& failed) {
    if (failed.error.code() == errc::fetch_forbidden) return failed.error;
    return {errc::ocsp_unreachable, failed.error.to_string()};
}

// RFC 9654 section 2.1: Nonce ::= OCTET STRING; some responders leave the wrapping out.
bool is_nonce(octets_view value, octets_view sent) {
    const auto wrapped = pki::der::only(value, pki::der::octet_string);
    return (wrapped && wrapped->content == sent) || value == sent;
}

}  // namespace

result<pki::ocsp_ptr> read_answer(octets_view body, const ocsp_question& asked, octets_view nonce) {
    auto answer = pki::ocsp_response::from_der(body);
    if (!answer) return answer.error();
    // A responder may leave the nonce out, and then the dates alone say how fresh the answer is (RFC 5019).
    const octets_view echoed = (*answer)->nonce();
    if (!nonce.empty() && !echoed.empty() && !is_nonce(echoed, nonce))
        return error(errc::ocsp_nonce_mismatch);
    if (!(*answer)->find(*asked.cert, *asked.issuer))
        return error(errc::ocsp_other_certificate, "by " + (*answer)->responder());
    return answer;
}

ocsp_fetcher::ocsp_fetcher(ocsp_options options, const fetch_rules& rules, net::client& client,
                           ocsp_cache& cache, weather& weather, const clock& clock, async::task_group& tasks)
    : options_(std::move(options)),
      rules_(rules),
      client_(client),
      cache_(cache),
      weather_(weather),
      clock_(clock),
      tasks_(tasks) {}

asio::awaitable<void> ocsp_fetcher::obtain(std::vector<ocsp_question> questions, milliseconds limit) {
    std::vector<event_ptr> flights;
    for (const auto& one : questions)
        if (auto flight = start(one)) flights.push_back(std::move(flight));
    auto landing = wait_for_all(std::move(flights));
    auto waiting = async::within(limit, std::move(landing));
    co_await std::move(waiting);
}

ocsp_fetcher::event_ptr ocsp_fetcher::start(const ocsp_question& asked) {
    event_ptr landed;
    {
        const std::lock_guard lock(guard_);
        if (const auto known = flights_.find(key_of(asked)); known != flights_.end()) return known->second;
        if (flights_.size() >= most_flights) {
            cache_.put_failure(asked, errc::overloaded, clock_.now() + seconds(1));
            return nullptr;
        }
        landed = std::make_shared<async::event>();
        flights_.emplace(key_of(asked), landed);
    }
    if (tasks_.spawn("ocsp", fly(asked, landed))) return landed;
    land(asked, landed);
    return nullptr;
}

void ocsp_fetcher::land(const ocsp_question& asked, const event_ptr& landed) {
    {
        const std::lock_guard lock(guard_);
        flights_.erase(key_of(asked));
    }
    landed->set();
}

asio::awaitable<void> ocsp_fetcher::fly(ocsp_question asked, event_ptr landed) {
    // Whatever ends the flight, those who wait for it go on.
    struct landing {
        ocsp_fetcher& self;
        const ocsp_question& asked;
        const event_ptr& landed;
        ~landing() { self.land(asked, landed); }
    };
    const landing at_end{*this, asked, landed};
    auto asking = ask(asked);
    auto answer = co_await std::move(asking);
    const timestamp asked_again = clock_.now() + options_.retry;
    if (answer)
        cache_.put(asked, std::move(*answer), asked_again);
    else
        cache_.put_failure(asked, answer.error(), asked_again);
}

result<std::vector<std::string>> ocsp_fetcher::addresses_of(const ocsp_question& asked) const {
    const auto configured = options_.responders.find(asked.issuer->subject());
    if (configured != options_.responders.end()) return std::vector<std::string>{configured->second};
    std::vector<std::string> permitted;
    error why(errc::ocsp_unreachable, "the certificate names no responder and none is configured");
    for (auto& url : pki::locations_of(*asked.cert).ocsp) {
        const auto checked = check_address(url, rules_);
        if (checked)
            permitted.push_back(std::move(url));
        else
            why = checked.error();
    }
    if (permitted.empty()) return why;
    return permitted;
}

asio::awaitable<result<pki::ocsp_ptr>> ocsp_fetcher::ask(const ocsp_question& asked) {
    const auto addresses = addresses_of(asked);
    if (!addresses) co_return addresses.error();
    result<pki::ocsp_ptr> answer = error(errc::ocsp_unreachable);
    for (const auto& url : *addresses) {
        auto asking = ask_at(url, asked);
        answer = co_await std::move(asking);
        if (answer) break;
    }
    co_return answer;
}

asio::awaitable<result<pki::ocsp_ptr>> ocsp_fetcher::ask_at(const std::string& url,
                                                            const ocsp_question& asked) {
    const octets nonce = options_.nonce ? crypto::random_octets(nonce_size) : octets();
    net::client_request request;
    request.url = url;
    request.content_type = "application/ocsp-request";
    request.fields = {{"Accept", "application/ocsp-response"}};
    request.body = pki::make_ocsp_request(*asked.cert, *asked.issuer, options_.hash, nonce);
    fetch_report report{url, "ocsp", asked.issuer->subject(), clock_.now(), {}, 0, {}, {}, {}};
    auto sending = client_.send(std::move(request), options_.deadline);
    auto got = co_await std::move(sending);
    report.took = clock_.now() - report.at;
    report.at = clock_.now();
    result<pki::ocsp_ptr> answer = error(errc::ocsp_unreachable);
    if (!got) {
        answer = unreachable(got.error());
    } else {
        report.octets = got->body.size();
        report.date = got->headers.find("date").value_or("");
        answer =
            got->status == 200
                ? read_answer(got->body, asked, nonce)
                : result<pki::ocsp_ptr>(error(errc::ocsp_unreachable, "HTTP " + std::to_string(got->status)));
    }
    if (!answer) report.problem = answer.error();
    weather_.note(report);
    co_return answer;
}

}  // namespace gw::revocation
