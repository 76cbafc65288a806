#include "tokenizer/sentencepiece/byte_piece.h"

namespace tg {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEF";

}  // namespace

int byte_of_piece(std::string_view piece) {
  if (piece.size() != 6 || !piece.starts_with("<0x") || piece[5] != '>') return -1;
  const std::size_t high = kDigits.find(piece[3]);
  const std::size_t low = kDigits.find(piece[4]);
  return high == kDigits.npos || low == kDigits.npos ? -1 : static_cast<int>(high * 16 + low);
}

std::string piece_of_byte(unsigned byte) {
  return {'<', '0', 'x', kDigits[byte >> 4 & 15], kDigits[byte & 15], '>'};
}

}  // namespace tg
