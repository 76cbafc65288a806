// Pieces that stand for bytes: <0x00> to <0xFF>, in capital digits.
#pragma once

#include <string>
#include <string_view>

namespace tg {

// -1 when `piece` is no such name.
int byte_of_piece(std::string_view piece);
std::string piece_of_byte(unsigned byte);

}  // namespace tg
