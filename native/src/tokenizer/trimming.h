// Takes white space at the ends of byte-level tokens off their offsets.
#pragma once

#include "tokenizer/sequence_encoding.h"

namespace tg {

// With `add_prefix_space`, one leading space of the first token stays: the pre-tokenizer put it there.
void trim_offsets(SequenceEncoding& part, bool add_prefix_space);

// How many characters at the ends of a token, as the vocabulary writes it, are white space or stand for a space.
Blanks blanks_of(std::string_view token);

}  // namespace tg
