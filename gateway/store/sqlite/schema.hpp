// The schema and its versions. A version is never edited once released: a change is a new entry at the end of
// the list.
#pragma once

#include <cstddef>

#include "store/sqlite/database.hpp"

namespace gw::store::sqlite {

// "SHGW": tells our files from other SQLite files.
inline constexpr std::int64_t application_id = 0x53484757;

struct migrations {
    const char* const* first;
    std::size_t count;  // the newest version
};
migrations known_migrations() noexcept;

// Brings the file to the newest version, one transaction per version. Refuses a file of another program and a
// schema newer than the list, so that an older program never writes into it.
void migrate(database&, migrations);
// The file must be ours and of the newest version.
void require_current(database&, migrations);

}  // namespace gw::store::sqlite
