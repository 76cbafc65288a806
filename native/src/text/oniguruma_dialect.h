// Tokenizer files write split patterns for Oniguruma (Ruby's syntax); PCRE2 reads most of it the same way, not all.
#pragma once

#include <string>
#include <string_view>

#include "tokengraft/status.h"

namespace tg {

// `source` respelled so that PCRE2 (UTF, UCP, MULTILINE, line feed as the only line end) finds what Oniguruma finds, or
// Code::unsupported with the reason alone as message. `is_script` says whether the matcher knows \p{sc:NAME}.
Result<std::string> oniguruma_to_pcre2(std::string_view source, bool (*is_script)(std::string_view name));

}  // namespace tg
