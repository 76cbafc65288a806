#if TG_HAVE_PCRE2
#include "text/pcre2_code.h"

namespace tg {
namespace {

constexpr std::uint32_t kOptions = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
using CompileContext = Pcre2Owned<pcre2_compile_context, pcre2_compile_context_free>;

}  // namespace

Pcre2Compiled compile_pcre2(std::string_view pattern, std::uint32_t more_options) {
  const CompileContext context(pcre2_compile_context_create(nullptr));
  if (!context) return {nullptr, "out of memory"};
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  Pcre2Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), kOptions | more_options,
                               &error, &offset, context.get()));
  return {std::move(code), pcre2_message(error)};
}

std::string pcre2_message(int error) {
  PCRE2_UCHAR message[256];
  if (pcre2_get_error_message(error, message, sizeof message) < 0) return "error " + std::to_string(error);
  return reinterpret_cast<const char*>(message);
}

}  // namespace tg
#endif
