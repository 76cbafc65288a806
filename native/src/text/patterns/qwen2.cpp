// Qwen2's pattern is cl100k with one digit a piece.
#include "text/patterns/cl100k_family.h"

namespace tg {
namespace {

struct Qwen2 : scan::Cl100kFamily<Qwen2> {
  static constexpr std::string_view kName = "qwen2";
  static constexpr int kDigits = 1;
  static constexpr auto space_end = scan::line_cut_space_end;
};

}  // namespace

std::shared_ptr<const SplitPattern> make_qwen2_scanner(scan::Lanes lanes) {
  return scan::make_scanner<Qwen2>(lanes);
}

}  // namespace tg
