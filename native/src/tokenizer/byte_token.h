// The names of byte tokens: <0x00> to <0xFF>.
#pragma once

#include <string>
#include <string_view>

namespace tg {

// With two capital digits, as SentencePiece names them. REQUIRES: byte < 256.
std::string byte_token_name(unsigned byte);

// The byte that `name` stands for as the reference's decoder reads it, in any case, or -1.
int named_byte(std::string_view name);
// The same for SentencePiece, which knows no other spelling than its own.
int byte_of_piece(std::string_view piece);

}  // namespace tg
