// Compiling with PCRE2: the options and the owners that all our uses of it share.
#pragma once

#if TG_HAVE_PCRE2
#include <pcre2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tg {

template <class T, void (*free)(T*)>
struct Pcre2Freer {
  void operator()(T* object) const { free(object); }
};
template <class T, void (*free)(T*)>
using Pcre2Owned = std::unique_ptr<T, Pcre2Freer<T, free>>;

using Pcre2Code = Pcre2Owned<pcre2_code, pcre2_code_free>;

struct Pcre2Compiled {
  Pcre2Code code;
  std::string error;  // when there is no code
};

// UTF, UCP, MULTILINE, line feed as the only line end.
Pcre2Compiled compile_pcre2(std::string_view pattern, std::uint32_t more_options = 0);

std::string pcre2_message(int error);

}  // namespace tg
#endif
