#include "sandbox/matrix.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <map>

#include "base/ids.hpp"
#include "sandbox/matrix_rows.hpp"
#include "sandbox/posting.hpp"
#include "sandbox/requests.hpp"

namespace sandbox {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::seconds patience{60};
constexpr int at_a_time = 4;  // requests on their way together

struct outcome {
    gateway_reply reply;
    std::set<std::string> notes;
    std::string note_kk, note_ru;
    bool delivered = false;
};

// The serviceId that sandbox/make-config.sh gives to a public service.
std::string service_id(std::string code) {
    std::transform(code.begin(), code.end(), code.begin(),
                   [](char c) { return c == '-' ? '_' : static_cast<char>(c & ~0x20); });
    return code;
}

// "document_missing passport"; the notes of rules say in their subject which dates they looked at.
std::string name_note(const std::string& code, const std::string& subject) {
    return code.starts_with("document_") ? code + " " + subject : code;
}

std::string list(const std::set<std::string>& notes) {
    std::string out;
    for (const auto& one : notes)
        out += (out.empty() ? "" : ", ") + one;
    return out;
}

std::string shown(const std::string& kind, const std::string& name, const std::set<std::string>& notes) {
    if (kind != "accepted") return kind + " " + name;
    return notes.empty() ? kind : kind + ", note " + list(notes);
}

class matrix {
public:
    explicit matrix(const demo_options& options)
        : options_(options),
          cast_(options.certs),
          trust_({}, {cast_.get(options.gateway_signer).certificate}, {}),
          rows_(matrix_rows(options.forms, gw::system_clock().now())),
          outcomes_(rows_.size()) {}

    int run() {
        for (int i = 0; i < at_a_time; ++i)
            spawn(send_some());
        if (failure_) std::rethrow_exception(failure_);
        io_.run();
        if (failure_) std::rethrow_exception(failure_);
        io_.restart();
        spawn(read_notes());
        io_.run();
        if (failure_) std::rethrow_exception(failure_);
        return print();
    }

private:
    void spawn(asio::awaitable<void> work) {
        asio::co_spawn(io_, std::move(work), [this](std::exception_ptr raised) {
            if (!raised) return;
            failure_ = raised;
            io_.stop();
        });
    }

    std::string message_of(const matrix_row& row) {
        const auto now = gw::system_clock().now();
        request made;
        made.form = row.form;
        made.signers = row.signers;
        made.sender_id = row.portal;
        made.password = row.portal + "-password";
        made.portal_key = "portals/" + row.portal + "/sign";
        made.service_id = service_id(row.service);
        made.message_id = ids_.next(now);
        made.message_date = now;
        return make_message(cast_, made);
    }

    asio::awaitable<void> send_some() {
        auto client = make_client(io_.get_executor(), options_.certs);
        while (next_ < rows_.size()) {
            const std::size_t i = next_++;
            std::string url = options_.gateway + "/shep/" + rows_[i].portal;
            auto sending = post_message(client, std::move(url), message_of(rows_[i]), trust_);
            outcomes_[i].reply = co_await std::move(sending);
        }
    }

    // What the officer is told comes with the case, so it is read where the case was delivered.
    asio::awaitable<void> read_notes() {
        auto client = make_client(io_.get_executor(), options_.certs);
        auto reading = get_until(client, options_.back_office + "/cases", patience,
                                 [this](const std::string& body) { return note_deliveries(body); });
        co_await std::move(reading);
    }

    bool note_deliveries(const std::string& body) {
        std::map<std::string, boost::json::value> taken;
        const boost::json::value all = boost::json::parse(body);
        for (const auto& row : all.as_array())
            taken[boost::json::value_to<std::string>(row.at("case_number"))] = row.at("checks");
        bool complete = true;
        for (auto& one : outcomes_) {
            if (one.reply.kind != "accepted" || one.delivered) continue;
            const auto found = taken.find(one.reply.case_number);
            one.delivered = found != taken.end();
            complete = complete && one.delivered;
            if (one.delivered) read_checks(found->second, one);
        }
        return complete;
    }

    static void read_checks(const boost::json::value& checks, outcome& to) {
        const auto text = [](const boost::json::value& check, const char* name) {
            const auto* value = check.as_object().if_contains(name);
            return value == nullptr ? std::string() : boost::json::value_to<std::string>(*value);
        };
        for (const auto& check : checks.as_array()) {
            if (text(check, "outcome") != "note") continue;
            to.notes.insert(name_note(text(check, "code"), text(check, "subject")));
            to.note_kk += text(check, "text_kk") + "\n";
            to.note_ru += text(check, "text_ru") + "\n";
        }
    }

    // In both languages: the words of the act, or of the code, stand in the answer or in the note.
    static bool says(const matrix_row& row, const outcome& real) {
        const auto& reply = real.reply;
        const std::string kk = reply.text_kk + "\n" + reply.detail + "\n" + real.note_kk,
                          ru = reply.text_ru + "\n" + reply.detail + "\n" + real.note_ru;
        return kk.find(row.kk) != std::string::npos && ru.find(row.ru) != std::string::npos;
    }

    static bool as_expected(const matrix_row& row, const outcome& real) {
        const bool accepted = row.kind == "accepted";
        return real.reply.kind == row.kind && real.reply.is_signed &&
               (accepted || real.reply.name == row.name) && real.notes == row.notes && says(row, real) &&
               real.delivered == accepted;
    }

    void print_row(const matrix_row& row, const outcome& real, bool good) const {
        const std::string procedure = row.procedure + (row.category.empty() ? "" : "/" + row.category);
        std::printf("%s %s %s %s %s %s %s %s\n", good ? " " : "!", cell(row.portal, 9).c_str(),
                    cell(row.service, 23).c_str(), cell(row.provider, 18).c_str(),
                    cell(procedure, 25).c_str(), cell(row.what, 44).c_str(),
                    cell(shown(row.kind, row.name, row.notes), 62).c_str(),
                    shown(real.reply.kind, real.reply.name, real.notes).c_str());
        if (good) return;
        std::printf("    HTTP %u, %s, %s: %s | %s\n    expected to say: %s | %s\n%s%s",
                    real.reply.http_status, real.reply.is_signed ? "signed" : "unsigned",
                    real.delivered ? "delivered" : "no case", real.reply.text.c_str(),
                    real.reply.detail.c_str(), row.kk.c_str(), row.ru.c_str(), real.note_kk.c_str(),
                    real.note_ru.c_str());
    }

    int print() const {
        if (!options_.quiet)
            std::printf("  %s %s %s %s %s %s %s\n", cell("PORTAL", 9).c_str(),
                        cell("PUBLIC SERVICE", 23).c_str(), cell("OFFICE", 18).c_str(),
                        cell("PROCEDURE", 25).c_str(), cell("REQUEST", 44).c_str(),
                        cell("EXPECTED", 62).c_str(), "OUTCOME");
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const bool good = as_expected(rows_[i], outcomes_[i]);
            wrong += good ? 0 : 1;
            if (!good || !options_.quiet) print_row(rows_[i], outcomes_[i], good);
        }
        const auto count = [&](const char* kind) {
            return std::count_if(outcomes_.begin(), outcomes_.end(),
                                 [&](const outcome& one) { return one.reply.kind == kind; });
        };
        std::printf("%zu requests: %td accepted, %td refused, %td faults, %zu not as expected\n",
                    rows_.size(), count("accepted"), count("refused"), count("fault"), wrong);
        return wrong == 0 ? 0 : 1;
    }

    demo_options options_;
    asio::io_context io_{1};
    parties cast_;
    gw::pki::trust trust_;
    gw::uuid7_source ids_;
    std::vector<matrix_row> rows_;
    std::vector<outcome> outcomes_;
    std::size_t next_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

int run_matrix(const demo_options& options) {
    return matrix(options).run();
}

}  // namespace sandbox
