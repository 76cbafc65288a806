// A split pattern in use, for reports: its source text and what runs it.
#pragma once

#include <string>

namespace tg {

struct PatternUse {
  std::string where;
  std::string source;
  std::string engine;
};

}  // namespace tg
