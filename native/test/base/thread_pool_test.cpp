#include "base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "check.h"

namespace {

// How often each item was done.
std::vector<int> visits(std::size_t items, unsigned threads) {
  std::vector<std::atomic<int>> counts(items);
  tg::parallel_for(items, threads, [&](std::size_t item, unsigned) { ++counts[item]; });
  return std::vector<int>(counts.begin(), counts.end());
}

}  // namespace

TEST("every item is done exactly once, whatever the number of threads") {
  for (const unsigned threads : {0U, 1U, 2U, 3U, 8U, 1000U}) {
    for (const std::size_t items : {0U, 1U, 2U, 7U, 1000U}) {
      CHECK(visits(items, threads) == std::vector<int>(items, 1));
    }
  }
}

TEST("one thread does the items in order on the caller's thread") {
  std::vector<std::size_t> order;
  bool foreign = false;
  const std::thread::id caller = std::this_thread::get_id();
  tg::parallel_for(5, 1, [&](std::size_t item, unsigned worker) {
    order.push_back(item);
    foreign = foreign || worker != 0 || std::this_thread::get_id() != caller;
  });
  CHECK_EQUAL(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  CHECK(!foreign);
}

TEST("each worker sees its items in ascending order and alone") {
  constexpr unsigned kThreads = 4;
  std::vector<std::vector<std::size_t>> seen(tg::worker_count(10'000, kThreads));
  tg::parallel_for(10'000, kThreads, [&](std::size_t item, unsigned worker) { seen.at(worker).push_back(item); });
  std::size_t total = 0;
  for (const auto& items : seen) {
    CHECK(std::is_sorted(items.begin(), items.end()));
    total += items.size();
  }
  CHECK_EQUAL(total, 10'000U);
}

TEST("there are never more workers than items, and always one") {
  CHECK_EQUAL(tg::worker_count(0, 8), 1U);
  CHECK_EQUAL(tg::worker_count(3, 8), 3U);
  CHECK_EQUAL(tg::worker_count(100, 8), 8U);
  CHECK_EQUAL(tg::worker_count(1'000'000, 0), tg::available_cores());
  CHECK(tg::worker_count(1'000'000, 4'000'000'000U) < 1000U);
}

TEST("several threads may call at once, and bodies may call again") {
  std::atomic<std::size_t> sum = 0;
  const auto nested = [&sum] {
    tg::parallel_for(20, 3, [&sum](std::size_t, unsigned) {
      tg::parallel_for(20, 3, [&sum](std::size_t item, unsigned) { sum += item; });
    });
  };
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i) callers.emplace_back(nested);
  for (std::thread& caller : callers) caller.join();
  CHECK_EQUAL(sum.load(), 6U * 20U * 190U);
}

TEST("thousands of tiny jobs leave nothing behind") {
  std::size_t total = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::atomic<std::size_t> done = 0;
    tg::parallel_for(3, 3, [&done](std::size_t, unsigned) { ++done; });
    total += done;
  }
  CHECK_EQUAL(total, 15'000U);
}
