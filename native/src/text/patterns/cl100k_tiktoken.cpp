// cl100k as tiktoken publishes it: possessive, and its `\s++$` keeps white space at the end of the text in one piece.
#include "text/patterns/cl100k_family.h"

namespace tg {
namespace {

struct Cl100kTiktoken : scan::Cl100kFamily<Cl100kTiktoken> {
  static constexpr std::string_view kName = "cl100k-tiktoken";
  static constexpr int kDigits = 3;
  static constexpr auto space_end = scan::whole_tail_space_end;
};

}  // namespace

std::shared_ptr<const SplitPattern> make_cl100k_tiktoken_scanner(scan::Lanes lanes) {
  return scan::make_scanner<Cl100kTiktoken>(lanes);
}

}  // namespace tg
