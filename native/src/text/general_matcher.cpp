#include "text/general_matcher.h"

#include "tokengraft/tokenizer.h"

#if TG_HAVE_PCRE2
#include "text/metered_search.h"
#include "text/oniguruma_dialect.h"
#include "text/pcre2_characters.h"
#include "text/pcre2_code.h"
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

constexpr std::size_t kMaxPatternLength = 1u << 16;

bool can_match_nothing(const pcre2_code* code) {
  std::uint32_t can = 0;
  return pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &can) != 0 || can != 0;
}

class GeneralMatcher final : public SplitPattern {
 public:
  // The compiled code is never written again, so that threads share it.
  GeneralMatcher(std::string name, Pcre2Code code, Pcre2Code metered, std::size_t window)
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
  Pcre2Code code_;
  Pcre2Code metered_;
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
  const Result<std::string> respelled = oniguruma_to_pcre2(source, characters_found_by_pcre2);
  if (!respelled.ok()) return refuse_pattern(source, where, respelled.status().message());
  Pcre2Compiled compiled = compile_pcre2(respelled.value());
  if (!compiled.code) return refuse_pattern(source, where, compiled.error);
  Pcre2Compiled metered = compile_pcre2(respelled.value(), PCRE2_AUTO_CALLOUT);
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
