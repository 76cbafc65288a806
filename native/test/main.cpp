// Runs the tests of one file (its path's ending as argument) or all; prints a line a test, exit 1 when one fails.
#include <cstdio>
#include <string>

#include "check.h"

namespace tg::test {
namespace {
int failures_in_test = 0;
std::string skip_reason;
}  // namespace

std::vector<Test>& registry() {
  static std::vector<Test> tests;
  return tests;
}

void fail(const char* file, int line, const std::string& message) {
  ++failures_in_test;
  std::fprintf(stderr, "  %s:%d: %s\n", file, line, message.c_str());
}

void skip(const std::string& reason) {
  skip_reason = reason;
}

struct Counts {
  int passed = 0;
  int failed = 0;
  int skipped = 0;
};

void run(const Test& test, Counts& counts) {
  failures_in_test = 0;
  skip_reason.clear();
  test.body();
  const bool failed = failures_in_test > 0;
  const bool skipped = !failed && !skip_reason.empty();
  (failed ? counts.failed : skipped ? counts.skipped : counts.passed) += 1;
  std::printf("%s %s%s\n",
              failed    ? "FAIL"
              : skipped ? "skip"
                        : "ok  ",
              test.sentence.c_str(), skipped ? (" (" + skip_reason + ")").c_str() : "");
}
}  // namespace tg::test

int main(int argc, char** argv) {
  const std::string only = argc > 1 ? argv[1] : "";
  tg::test::Counts counts;
  for (const auto& test : tg::test::registry()) {
    if (test.file.ends_with(only)) tg::test::run(test, counts);
  }
  std::printf("native: %d passed, %d failed, %d skipped\n", counts.passed, counts.failed, counts.skipped);
  return counts.failed > 0 || counts.passed + counts.skipped == 0 ? 1 : 0;
}
