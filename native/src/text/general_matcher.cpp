#include "text/general_matcher.h"

#include "tokengraft/tokenizer.h"

#if TG_HAVE_PCRE2
#include <pcre2.h>

#include "text/metered_search.h"
#include "text/oniguruma_dialect.h"
#include "text/utf8.h"
#endif

namespace tg {
namespace {

Status refuse_pattern(const std::string& source, const std::string& where, const std::string& reason) {
  return Status::error(Code::unsupported, where + ": pattern " + source + " cannot be run exactly: " + reason);
}

}  // namespace

#if TG_HAVE_PCRE2

namespace {

constexpr std::uint32_t kOptions = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
constexpr std::size_t kMaxPatternLength = 1u << 16;

template <class T, void (*free)(T*)>
struct Freer {
  void operator()(T* object) const { free(object); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, Freer<T, free>>;

using Code8 = Owned<pcre2_code, pcre2_code_free>;
using CompileContext = Owned<pcre2_compile_context, pcre2_compile_context_free>;

std::string pcre2_message(int error) {
  PCRE2_UCHAR message[256];
  if (pcre2_get_error_message(error, message, sizeof message) < 0) return "error " + std::to_string(error);
  return reinterpret_cast<const char*>(message);
}

struct Compiled {
  Code8 code;
  std::string error;
};

Compiled compile(std::string_view pattern, std::uint32_t more_options = 0) {
  const CompileContext context(pcre2_compile_context_create(nullptr));
  if (!context) return {nullptr, "out of memory"};
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  Code8 code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), kOptions | more_options,
                           &error, &offset, context.get()));
  return {std::move(code), pcre2_message(error)};
}

bool is_script(std::string_view name) {
  return compile(R"(\p{sc:)" + std::string(name) + "}").code != nullptr;
}

bool can_match_nothing(const pcre2_code* code) {
  std::uint32_t can = 0;
  return pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &can) != 0 || can != 0;
}

class GeneralMatcher final : public SplitPattern {
 public:
  // The compiled code is never written again, so that threads share it.
  GeneralMatcher(std::string name, Code8 code, Code8 metered, std::size_t window)
      : name_(std::move(name)),
        code_(std::move(code)),
        metered_(std::move(metered)),
        window_(window),
        compiled_to_machine_code_(pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD) == 0) {
    pcre2_jit_compile(metered_.get(), PCRE2_JIT_COMPLETE);
  }

  Status find_matches(std::string_view text, std::vector<Span>& matches) const override {
    MeteredSearch search({code_.get(), metered_.get()}, text, window_);
    std::size_t position = 0;
    while (true) {
      Span match{};
      const int found = search.next(position, match);
      if (found == PCRE2_ERROR_NOMATCH) return {};
      if (found < 0) return gave_up(found, position);
      matches.push_back(match);
      position = match.end;
    }
  }

  std::string_view engine() const override { return compiled_to_machine_code_ ? "pcre2-jit" : "pcre2"; }
  bool covers() const override { return false; }

 private:
  Status gave_up(int error, std::size_t position) const {
    return Status::error(
        Code::limit, name_ + " gave up at byte " + std::to_string(position) + " of the text: " + pcre2_message(error));
  }

  std::string name_;
  Code8 code_;
  Code8 metered_;
  std::size_t window_;
  bool compiled_to_machine_code_;
};

}  // namespace

Result<std::shared_ptr<const SplitPattern>> compile_general_pattern(const std::string& source, const std::string& where,
                                                                    std::size_t window) {
  if (source.size() > kMaxPatternLength) {
    const std::string size =
        std::to_string(source.size()) + " bytes; the limit is " + std::to_string(kMaxPatternLength);
    return Status::error(Code::unsupported, where + ": a pattern of " + size);
  }
  if (!is_valid_utf8(source)) return Status::error(Code::bad_file, where + ": the pattern is not valid UTF-8");
  const Result<std::string> respelled = oniguruma_to_pcre2(source, is_script);
  if (!respelled.ok()) return refuse_pattern(source, where, respelled.status().message());
  Compiled compiled = compile(respelled.value());
  if (!compiled.code) return refuse_pattern(source, where, compiled.error);
  Compiled metered = compile(respelled.value(), PCRE2_AUTO_CALLOUT);
  if (!metered.code) return refuse_pattern(source, where, metered.error);
  if (can_match_nothing(compiled.code.get())) return refuse_pattern(source, where, "it can match nothing at all");
  return std::shared_ptr<const SplitPattern>(std::make_shared<GeneralMatcher>(
      where + ": pattern " + source, std::move(compiled.code), std::move(metered.code), window));
}

std::string pcre2_version() {
  char version[64] = "";
  if (pcre2_config(PCRE2_CONFIG_VERSION, nullptr) > 64 || pcre2_config(PCRE2_CONFIG_VERSION, version) < 0) return "";
  const std::string text = version;
  return text.substr(0, text.find(' '));
}

#else

Result<std::shared_ptr<const SplitPattern>> compile_general_pattern(const std::string& source, const std::string& where,
                                                                    std::size_t) {
  return refuse_pattern(source, where, "this build has no PCRE2; install libpcre2-dev (Debian's name) and build again");
}

std::string pcre2_version() {
  return "";
}

#endif

}  // namespace tg
