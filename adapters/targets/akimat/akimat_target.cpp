#include "adapters/targets/akimat/akimat_target.hpp"

#include "crypto/keys.hpp"

namespace gw::akimat {
namespace {

class akimat_target final : public delivery::target {
public:
    akimat_target(office to, std::shared_ptr<net::client> client, const clock& now)
        : office_(std::move(to)), client_(std::move(client)), clock_(now) {}

    std::string_view name() const noexcept override { return office_.name; }
    // The contract with the office: a repeated Idempotency-Key changes nothing and is answered as the first
    // time.
    bool safe_to_repeat() const noexcept override { return true; }

    delivery::asio::awaitable<delivery::delivery_outcome> deliver(const store::delivery_record& record,
                                                                  milliseconds deadline) override {
        auto request = make_request(office_, record, clock_.now());
        auto sending = client_->send(std::move(request), deadline);
        const auto answer = co_await std::move(sending);
        if (!answer) co_return read_failure(answer.error());
        co_return read_answer(*answer, clock_.now());
    }

private:
    office office_;
    std::shared_ptr<net::client> client_;
    const clock& clock_;
};

}  // namespace

result<std::string> read_secret(const std::string& path) {
    constexpr std::size_t shortest = 32;
    auto secret = crypto::read_password_file(path);
    if (secret && secret->size() < shortest)
        return error(errc::config_invalid, path + ": the secret of a back office has at least " +
                                               std::to_string(shortest) + " characters");
    return secret;
}

std::unique_ptr<delivery::target> make_target(office to, std::shared_ptr<net::client> client,
                                              const clock& now) {
    return std::make_unique<akimat_target>(std::move(to), std::move(client), now);
}

}  // namespace gw::akimat
