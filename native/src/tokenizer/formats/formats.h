// Readers of tokenizer files: bytes in, one TokenizerSpec out. `name` stands for the file in every message. Memory
// stays within a small multiple of the file's size, and every contradiction inside a file is refused, never resolved.
#pragma once

#include <string>
#include <string_view>

#include "tokenizer/spec.h"

namespace tg {

// Reads a file of the format that `options` names.
Result<TokenizerSpec> read_spec(std::string_view bytes, const std::string& name, const OpenOptions& options);

}  // namespace tg
