// Qwen2's pattern: cl100k with one digit a piece.
#include "text/patterns/cl100k_family.h"

namespace tg {

std::shared_ptr<const SplitPattern> make_qwen2_scanner(scan::Lanes lanes) {
  return scan::make_scanner<scan::Cl100kFamily<scan::Qwen2Pieces>>(lanes);
}

}  // namespace tg
