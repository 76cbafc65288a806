#include "tokenizer/id_lists.h"

#include <algorithm>

#include "base/thread_pool.h"

namespace tg {

void move_all(std::span<IdList> lists, unsigned threads, TokenId* to) {
  std::vector<TokenId*> begins;
  begins.reserve(lists.size());
  for (const IdList& list : lists) {
    begins.push_back(to);
    to += list.size();
  }
  parallel_for(lists.size(), threads, [&](std::size_t i, unsigned) {
    std::ranges::copy(lists[i], begins[i]);
    lists[i] = {};
  });
}

void append_all(std::span<IdList> lists, unsigned threads, IdList& ids) {
  std::size_t more = 0;
  for (const IdList& list : lists) more += list.size();
  ids.resize(ids.size() + more);
  move_all(lists, threads, ids.data() + ids.size() - more);
}

}  // namespace tg
