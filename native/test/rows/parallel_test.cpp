#include "rows/parallel.h"

#include <atomic>
#include <thread>
#include <vector>

#include "check.h"

namespace {

tg::Status fail_with(std::size_t task) {
  return tg::Status::error(tg::Code::limit, "task " + std::to_string(task));
}

}  // namespace

TEST("every task is run once") {
  for (const unsigned threads : {0U, 1U, 2U, 5U, 64U}) {
    std::vector<std::atomic<int>> runs(1000);
    REQUIRE_OK(tg::run_tasks(threads, runs.size(), [&](std::size_t task) {
      ++runs[task];
      return tg::Status();
    }));
    int wrong = 0;
    for (const auto& count : runs) wrong += count != 1;
    CHECK_EQUAL(wrong, 0);
  }
}

TEST("no task is no work") {
  REQUIRE_OK(tg::run_tasks(4, 0, fail_with));
}

// Task 10 waits a while for a later one to begin, and that one for task 10 to fail first: then both have failed.
TEST("of several failures the lowest is told, on any number of threads") {
  for (int turn = 0; turn < 100; ++turn) {
    std::atomic<bool> later_began = false;
    std::atomic<bool> tenth_ends = false;
    const auto status = tg::run_tasks(1 + turn % 5, 100, [&](std::size_t task) {
      if (task < 10) return tg::Status();
      if (task > 10) later_began = true;
      for (int wait = 0; task == 10 && !later_began && wait < 1000; ++wait) std::this_thread::yield();
      if (task == 10) tenth_ends = true;
      while (!tenth_ends) std::this_thread::yield();
      for (int wait = 0; task > 10 && wait < 50; ++wait) std::this_thread::yield();
      return fail_with(task);
    });
    CHECK_EQUAL(status.message(), std::string("task 10"));
  }
}

TEST("after a failure later tasks are not begun") {
  std::atomic<std::size_t> begun = 0;
  const auto status = tg::run_tasks(2, 1000000, [&](std::size_t task) {
    ++begun;
    return fail_with(task);
  });
  CHECK_EQUAL(status.message(), std::string("task 0"));
  CHECK(begun < 1000);
}
