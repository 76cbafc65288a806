#include "tokenizer/id_lists.h"

#include <algorithm>

#include "base/thread_pool.h"

namespace tg {

void append_all(std::vector<IdList>& lists, unsigned threads, IdList& ids) {
  std::vector<std::size_t> begins = {ids.size()};
  for (const IdList& list : lists) begins.push_back(begins.back() + list.size());
  ids.resize(begins.back());
  parallel_for(lists.size(), threads, [&](std::size_t i, unsigned) {
    std::ranges::copy(lists[i], ids.begin() + static_cast<std::ptrdiff_t>(begins[i]));
    lists[i] = {};
  });
}

}  // namespace tg
