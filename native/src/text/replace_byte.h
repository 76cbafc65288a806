// Replacing one ASCII character by a short text, as SentencePiece's ways with spaces need it.
#pragma once

#include <string_view>

#include "text/byte_writer.h"

namespace tg {

// Appends `text` to `out`, every `byte` in it replaced by `replacement`. REQUIRES: byte < 0x80.
void append_replacing_byte(std::string_view text, char byte, std::string_view replacement, ByteWriter& out);

}  // namespace tg
