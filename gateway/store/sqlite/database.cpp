// RAII over SQLite's C interface and the translation of its result codes.
#include "store/sqlite/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace gw::store::sqlite {
namespace {

constexpr auto busy_timeout = milliseconds(5000);

// https://sqlite.org/rescode.html: what is left after constraints is lost infrastructure.
[[noreturn]] void lost(sqlite3* handle, int code, const std::string& doing) {
    const errc kind = (code & 0xff) == SQLITE_FULL ? errc::disk_full : errc::store_unavailable;
    const char* text = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    throw infrastructure_error(kind, "SQLite: " + doing + ": " + text + " (" + std::to_string(code) + ")");
}

// The input's fault: the row breaks a rule of the schema or is larger than SQLite takes.
bool is_refusal(int code) {
    const int primary = code & 0xff;
    return primary == SQLITE_CONSTRAINT || primary == SQLITE_TOOBIG || primary == SQLITE_MISMATCH;
}

// Octets of the path that mean something in a URI (https://sqlite.org/uri.html).
std::string as_uri(const std::string& path, access mode) {
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '%' || c == '?' || c == '#')
            uri += '%' + to_hex(octets_view(&c, 1));
        else
            uri += c;
    }
    return uri + (mode == access::immutable ? "?immutable=1" : "");
}

}  // namespace

rows::~rows() {
    if (statement_) sqlite3_reset(statement_);
}

bool rows::next() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    lost(sqlite3_db_handle(statement_), code, "reading");
}

bool rows::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t rows::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

octets_view rows::view(int column) const {
    const void* data = sqlite3_column_blob(statement_, column);
    if (!data) return {};
    return {static_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

sha256_digest rows::digest(int column) const {
    sha256_digest digest{};
    const octets_view data = view(column);
    if (data.size() == digest.size()) std::copy_n(as_unsigned(data), digest.size(), digest.begin());
    return digest;
}

void database::close_statement::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

database::database(const std::string& path, access mode) {
    // Nobody asks SQLite how much memory it uses, and counting it takes a lock of all connections each time.
    static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(uncounted);
    const int flags =
        SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (mode == access::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    const int code = sqlite3_open_v2(as_uri(path, mode).c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) {
        sqlite3_close_v2(std::exchange(handle_, nullptr));
        lost(nullptr, code, "opening " + path);
    }
    sqlite3_busy_timeout(handle_, static_cast<int>(busy_timeout.count()));
}

database::~database() {
    statements_.clear();
    sqlite3_close_v2(handle_);
}

void database::execute(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) lost(handle_, code, sql.substr(0, 60));
}

sqlite3_stmt* database::prepared(const char* sql) {
    auto& statement = statements_[sql];
    if (!statement) {
        sqlite3_stmt* made = nullptr;
        const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        if (code != SQLITE_OK) lost(handle_, code, sql);
        statement.reset(made);
    }
    GW_INVARIANT(!sqlite3_stmt_busy(statement.get()));
    return statement.get();
}

// Parameters are used before the caller's values go: run() and rows reset the statement, and it is bound anew
// each time.
void database::bind(sqlite3_stmt* statement, int index, std::string_view value) {
    const char* data = value.data() ? value.data() : "";
    const int code = sqlite3_bind_text64(statement, index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) lost(handle_, code, "binding text");
}

void database::bind(sqlite3_stmt* statement, int index, blob value) {
    const char* data = value.value.data() ? value.value.data() : "";
    const int code = sqlite3_bind_blob64(statement, index, data, value.value.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) lost(handle_, code, "binding octets");
}

void database::bind_integer(sqlite3_stmt* statement, int index, std::int64_t value) {
    const int code = sqlite3_bind_int64(statement, index, value);
    if (code != SQLITE_OK) lost(handle_, code, "binding a number");
}

void database::check_bound(sqlite3_stmt* statement, int count) {
    GW_INVARIANT(sqlite3_bind_parameter_count(statement) == count);
}

result<std::size_t> database::run(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) {
        const auto changed = static_cast<std::size_t>(sqlite3_changes64(handle_));
        sqlite3_reset(statement);
        return changed;
    }
    const std::string why = sqlite3_errmsg(handle_);
    sqlite3_reset(statement);
    if (is_refusal(code)) return error(errc::internal, "the store refused the row: " + why);
    lost(handle_, code, "writing");
}

std::size_t database::must(result<std::size_t> changed) {
    if (!changed) throw infrastructure_error(errc::store_unavailable, changed.error().detail());
    return *changed;
}

std::int64_t database::last_row() const {
    return sqlite3_last_insert_rowid(handle_);
}

std::int64_t database::pragma(const char* sql) {
    rows answer = select(sql);
    return answer.next() ? answer.integer(0) : 0;
}

bool database::in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

transaction::transaction(database& db) : db_(db) {
    db_.must_change("BEGIN IMMEDIATE");
}

transaction::~transaction() {
    // SQLite itself rolls back after some failures (disk full, I/O): then there is nothing left to undo.
    if (db_.in_transaction()) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void transaction::commit() {
    db_.must_change("COMMIT");
}

savepoint::savepoint(database& db) : db_(db), exceptions_(std::uncaught_exceptions()) {
    db_.must_change("SAVEPOINT message");
}

savepoint::~savepoint() noexcept(false) {
    if (!open_ || std::uncaught_exceptions() > exceptions_) return;  // the whole transaction is undone
    db_.must_change("ROLLBACK TO message");
    db_.must_change("RELEASE message");
}

void savepoint::keep() {
    open_ = false;
    db_.must_change("RELEASE message");
}

}  // namespace gw::store::sqlite
