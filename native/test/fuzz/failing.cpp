// CHECK inside a fuzz target: the first failure ends the process, as libFuzzer wants it.
#include <cstdio>
#include <cstdlib>

#include "check.h"

namespace tg::test {

std::vector<Test>& registry() {
  static std::vector<Test> tests;
  return tests;
}

void fail(const char* file, int line, const std::string& message) {
  std::fprintf(stderr, "%s:%d: %s\n", file, line, message.c_str());
  std::abort();
}

void skip(const std::string&) {}

}  // namespace tg::test
