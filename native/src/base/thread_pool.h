// Work on many items at once. One pool serves the whole process: its threads start when first needed and are joined
// when the process (or the library) ends.
#pragma once

#include <cstddef>
#include <functional>

namespace tg {

// Cores that this process may use, at least 1.
unsigned available_cores();

// What is done for one item. `worker` numbers the threads of one parallel_for: two calls with the same number never
// overlap, so it may index scratch buffers. Must not throw.
using ItemBody = std::function<void(std::size_t item, unsigned worker)>;

// The number of workers that parallel_for uses: `threads` (0 = all cores), but never more than there are items.
// Scratch buffers are sized by it.
unsigned worker_count(std::size_t items, unsigned threads);

// Calls `body` once for every item of [0, items) and returns when all calls have returned. Items are handed out in
// ascending order, one by one, so an item should be worth more than a microsecond. The caller's thread is worker 0 and
// takes part, so progress never depends on a free thread; calls from several threads, and from within a body, are safe.
void parallel_for(std::size_t items, unsigned threads, const ItemBody& body);

}  // namespace tg
