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

TEST("of several failures the lowest is told, on any number of threads") {
  for (const unsigned threads : {1U, 2U, 5U}) {
    const auto status = tg::run_tasks(threads, 100, [](std::size_t task) {
      if (task == 10) std::this_thread::yield();  // a later one may well fail first
      return task >= 10 ? fail_with(task) : tg::Status();
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
