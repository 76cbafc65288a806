// GPT-2's stand-ins for bytes written out, as the reference always does it. Most byte-level tokenizers never need this:
// their vocabulary is mapped to bytes instead. But a stage that comes after cuts the stand-ins, not the text, and
// models of characters read them as characters.
#pragma once

#include <memory>

#include "tokenizer/pre_tokenizer.h"

namespace tg {

// Every byte of `text` becomes its stand-in, which comes from where the byte came from.
AlignedText in_stand_ins(TextView text);

// A pre-tokenizer that cuts as `cutter` does and then writes the pieces in stand-ins. It is not byte-level itself: what
// follows sees characters.
std::unique_ptr<const PreTokenizer> writing_stand_ins(std::unique_ptr<const PreTokenizer> cutter);

}  // namespace tg
