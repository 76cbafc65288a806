#include "text/general_matcher.h"

#include "tokengraft/tokenizer.h"

#if TG_HAVE_PCRE2
#include "text/metered_search.h"
#include "text/oniguruma_dialect.h"
#include "text/pcre2_characters.h"
#include "text/pcre2_code.h"
#include "text/rare_characters.h"
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

// A pattern, compiled thrice. Classes that are exact whatever PCRE2 knows make it two to six times slower, so that
// texts without the characters in question go without.
struct PatternCode {
  RareCharacters misknown;  // characters that PCRE2 itself puts in other classes than the reference
  Pcre2Code usual;          // with its own classes
  Pcre2Code exact;
  Pcre2Code metered;  // exact, too
};

bool has_machine_code(pcre2_code* code, std::uint32_t options) {
  return pcre2_jit_compile(code, options) == 0;
}

class GeneralMatcher final : public SplitPattern {
 public:
  // The compiled code is never written again, so that threads share it.
  GeneralMatcher(std::string name, PatternCode code, std::size_t window)
      : name_(std::move(name)),
        code_(std::move(code)),
        window_(window),
        compiled_to_machine_code_(has_machine_code(code_.usual.get(), PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD)) {
    has_machine_code(code_.exact.get(), PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD);
    has_machine_code(code_.metered.get(), PCRE2_JIT_COMPLETE);
  }

  Status find_matches(std::string_view text, std::vector<Span>& matches) const override {
    const pcre2_code* const code = code_.misknown.occur_in(text) ? code_.exact.get() : code_.usual.get();
    MeteredSearch search({code, code_.metered.get()}, text, window_);
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
  PatternCode code_;
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
  CodePointSet misknown;
  const Result<std::string> exact = oniguruma_to_pcre2(source, [&misknown](const NamedCharacters& set) {
    auto found = characters_found_by_pcre2(set);
    if (found) misknown = misknown.united(found->without(set.characters)).united(set.characters.without(*found));
    return found;
  });
  if (!exact.ok()) return refuse_pattern(source, where, exact.status().message());
  const Result<std::string> usual = oniguruma_to_pcre2(source, [](const NamedCharacters& set) {
    return characters_found_by_pcre2(set) ? std::optional(set.characters) : std::nullopt;
  });
  Pcre2Compiled compiled[] = {compile_pcre2(usual.value()), compile_pcre2(exact.value()),
                              compile_pcre2(exact.value(), PCRE2_AUTO_CALLOUT)};
  for (const Pcre2Compiled& one : compiled) {
    if (!one.code) return refuse_pattern(source, where, one.error);
  }
  if (can_match_nothing(compiled[1].code.get())) return refuse_pattern(source, where, "it can match nothing at all");
  PatternCode code{RareCharacters(std::move(misknown)), std::move(compiled[0].code), std::move(compiled[1].code),
                   std::move(compiled[2].code)};
  return std::shared_ptr<const SplitPattern>(
      std::make_shared<GeneralMatcher>(where + ": pattern " + source, std::move(code), window));
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
