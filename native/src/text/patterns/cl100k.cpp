// cl100k as Hugging Face's files spell it.
#include "text/patterns/cl100k_family.h"

namespace tg {

std::shared_ptr<const SplitPattern> make_cl100k_scanner(scan::Lanes lanes) {
  return scan::make_scanner<scan::Cl100kFamily<scan::Cl100kPieces>>(lanes);
}

}  // namespace tg
