// One SQLite connection with its prepared statements. Knows SQLite's C interface and its result codes so that
// nobody else has to; knows no table.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace gw::store::sqlite {

// Marks octets that are bound as BLOB; text is bound as TEXT.
struct blob {
    octets_view value;
    explicit blob(octets_view data) : value(data) {}
    explicit blob(const sha256_digest& digest) : value(as_octets(digest)) {}
};

// A running SELECT; given back to its connection when it goes. Views stay valid until the next call of
// next().
class rows {
public:
    explicit rows(sqlite3_stmt* statement) : statement_(statement) {}
    ~rows();
    rows(rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    rows(const rows&) = delete;
    rows& operator=(const rows&) = delete;
    rows& operator=(rows&&) = delete;

    bool next();
    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    octets_view view(int column) const;
    std::string text(int column) const { return std::string(view(column)); }
    timestamp time(int column) const { return timestamp(milliseconds(integer(column))); }
    // A column that does not hold 32 octets gives zeros: damage that the journal check then reports.
    sha256_digest digest(int column) const;

private:
    sqlite3_stmt* statement_;
};

enum class access {
    read_write,  // creates the file
    read_only,   // an existing file, beside a running writer
    immutable    // an existing file without a log: reads it without creating the files of a log
};

class database {
public:
    database(const std::string& path, access);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    // Several statements, without parameters or results.
    void execute(const std::string& sql);
    // `sql` is a literal: the statement is prepared once and found again by its address. Parameters are bound
    // in order.
    template <class... Values>
    rows select(const char* sql, const Values&... values) {
        sqlite3_stmt* statement = bound(sql, values...);
        return rows(statement);
    }
    // Rows changed. A row that the schema refuses is an error (`internal`, with the constraint); anything
    // else throws.
    template <class... Values>
    result<std::size_t> change(const char* sql, const Values&... values) {
        return run(bound(sql, values...));
    }
    // For statements that no input can make fail.
    template <class... Values>
    std::size_t must_change(const char* sql, const Values&... values) {
        return must(run(bound(sql, values...)));
    }
    std::int64_t last_row() const;
    std::int64_t pragma(const char* sql);  // the first column of the first row
    bool in_transaction() const;
    sqlite3* handle() const noexcept { return handle_; }

private:
    struct close_statement {
        void operator()(sqlite3_stmt*) const noexcept;
    };

    sqlite3_stmt* prepared(const char* sql);
    template <class... Values>
    sqlite3_stmt* bound(const char* sql, const Values&... values) {
        sqlite3_stmt* statement = prepared(sql);
        int index = 0;
        (bind(statement, ++index, values), ...);
        check_bound(statement, index);
        return statement;
    }
    template <class Integer>
    requires std::is_integral_v<Integer>
    void bind(sqlite3_stmt* statement, int index, Integer value) {
        bind_integer(statement, index, static_cast<std::int64_t>(value));
    }
    void bind(sqlite3_stmt* statement, int index, timestamp value) {
        bind_integer(statement, index, value.time_since_epoch().count());
    }
    void bind(sqlite3_stmt*, int index, std::string_view);
    void bind(sqlite3_stmt*, int index, blob);
    void bind_integer(sqlite3_stmt*, int index, std::int64_t);
    void check_bound(sqlite3_stmt*, int count);
    result<std::size_t> run(sqlite3_stmt*);
    std::size_t must(result<std::size_t>);

    sqlite3* handle_ = nullptr;
    std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, close_statement>> statements_;
};

// BEGIN IMMEDIATE .. COMMIT; rolled back when it goes without commit().
class transaction {
public:
    explicit transaction(database&);
    ~transaction();
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    // Returns when the transaction is on disk.
    void commit();

private:
    database& db_;
};

// What one message of a batch did; undone when it goes without keep().
class savepoint {
public:
    explicit savepoint(database&);
    ~savepoint() noexcept(
        false);  // throws only when SQLite itself is lost, and never while another exception is under way
    savepoint(const savepoint&) = delete;
    savepoint& operator=(const savepoint&) = delete;
    void keep();

private:
    database& db_;
    bool open_ = true;
    int exceptions_;
};

}  // namespace gw::store::sqlite
