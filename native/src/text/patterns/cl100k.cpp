// cl100k as Hugging Face's files spell it; Llama 3 uses the same pattern.
#include "text/patterns/cl100k_family.h"

namespace tg {
namespace {

struct Cl100k : scan::Cl100kFamily<Cl100k> {
  static constexpr std::string_view kName = "cl100k";
  static constexpr int kDigits = 3;
  static constexpr auto space_end = scan::line_cut_space_end;
};

}  // namespace

std::shared_ptr<const SplitPattern> make_cl100k_scanner(scan::Lanes lanes) {
  return scan::make_scanner<Cl100k>(lanes);
}

}  // namespace tg
