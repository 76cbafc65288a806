#include "tokenizer/byte_token.h"

namespace tg {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string byte_token_name(unsigned byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return {'<', '0', 'x', kDigits[byte >> 4], kDigits[byte & 15], '>'};
}

// The reference reads the digits with Rust's from_str_radix, which takes "+F".
int named_byte(std::string_view name) {
  if (name.size() != 6 || !name.starts_with("<0x") || name[5] != '>') return -1;
  const int low = digit(name[4]);
  if (name[3] == '+') return low;
  const int high = digit(name[3]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

int byte_of_piece(std::string_view piece) {
  const int byte = named_byte(piece);
  return byte >= 0 && piece == byte_token_name(static_cast<unsigned>(byte)) ? byte : -1;
}

}  // namespace tg
