// cl100k as tiktoken publishes it.
#include "text/patterns/cl100k_family.h"

namespace tg {

std::shared_ptr<const SplitPattern> make_cl100k_tiktoken_scanner(scan::Lanes lanes) {
  return scan::make_scanner<scan::Cl100kFamily<scan::Cl100kTiktokenPieces>>(lanes);
}

}  // namespace tg
