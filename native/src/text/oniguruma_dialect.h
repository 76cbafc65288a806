// Tokenizer files write split patterns for Oniguruma (Ruby's syntax); PCRE2 reads most of it the same way, not all.
#pragma once

#include <string>
#include <string_view>

#include "text/class_spelling.h"
#include "tokengraft/status.h"

namespace tg {

// `source` respelled so that PCRE2 (UTF, UCP, MULTILINE, line feed as the only line end) finds what Oniguruma finds, or
// Code::unsupported with the reason alone as message.
Result<std::string> oniguruma_to_pcre2(std::string_view source, const CharactersFound& found);

}  // namespace tg
