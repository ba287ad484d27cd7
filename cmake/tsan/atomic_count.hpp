// Asio's reference counts with orderings that the thread sanitizer models. Boost.Asio 1.81 releases with
// fetch_sub and acquires with a fence of its own (boost/asio/detail/atomic_count.hpp); gcc's sanitizer does
// not see fences and reports every last release of a shared executor as a race. Included before everything in
// thread sanitizer builds, and there alone, this takes the place of Asio's header: the same functions, the
// acquire on the decrement itself.
#ifndef BOOST_ASIO_DETAIL_ATOMIC_COUNT_HPP
#define BOOST_ASIO_DETAIL_ATOMIC_COUNT_HPP

#include <atomic>

namespace boost {
namespace asio {
namespace detail {

using atomic_count = std::atomic<long>;

inline void increment(atomic_count& a, long b) {
    a += b;
}
inline void decrement(atomic_count& a, long b) {
    a -= b;
}
inline void ref_count_up(atomic_count& a) {
    a.fetch_add(1, std::memory_order_relaxed);
}
inline bool ref_count_down(atomic_count& a) {
    return a.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

}  // namespace detail
}  // namespace asio
}  // namespace boost

#endif
