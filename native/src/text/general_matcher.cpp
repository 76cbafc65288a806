#include "text/general_matcher.h"

#include "tokengraft/tokenizer.h"

#if TG_HAVE_PCRE2
#include <pcre2.h>

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

// What one attempt to match may cost. Match and depth bound time and nesting of backtracking, the others memory: JIT
// code uses the stack, the interpreter the heap. The stack is address space until it is used.
constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::uint32_t kHeapLimitInKiB = 64 * 1024;
constexpr std::size_t kJitStackStart = std::size_t{32} << 10;
constexpr std::size_t kJitStackLimit = std::size_t{64} << 20;

template <class T, void (*free)(T*)>
struct Freer {
  void operator()(T* object) const { free(object); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, Freer<T, free>>;

using Code8 = Owned<pcre2_code, pcre2_code_free>;
using CompileContext = Owned<pcre2_compile_context, pcre2_compile_context_free>;
using MatchContext = Owned<pcre2_match_context, pcre2_match_context_free>;
using MatchData = Owned<pcre2_match_data, pcre2_match_data_free>;
using JitStack = Owned<pcre2_jit_stack, pcre2_jit_stack_free>;

std::string pcre2_message(int error) {
  PCRE2_UCHAR message[256];
  if (pcre2_get_error_message(error, message, sizeof message) < 0) return "error " + std::to_string(error);
  return reinterpret_cast<const char*>(message);
}

PCRE2_SPTR as_units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

struct Compiled {
  Code8 code;
  std::string error;
};

Compiled compile(std::string_view pattern) {
  const CompileContext context(pcre2_compile_context_create(nullptr));
  if (!context) return {nullptr, "out of memory"};
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  Code8 code(pcre2_compile(as_units(pattern), pattern.size(), kOptions, &error, &offset, context.get()));
  return {std::move(code), pcre2_message(error)};
}

bool is_script(std::string_view name) {
  return compile(R"(\p{sc:)" + std::string(name) + "}").code != nullptr;
}

bool can_match_nothing(const pcre2_code* code) {
  std::uint32_t can = 0;
  return pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &can) != 0 || can != 0;
}

// What a thread needs to run any compiled pattern; one pair of offsets suffices, because groups are not asked for.
struct Scratch {
  MatchData data{pcre2_match_data_create(1, nullptr)};
  MatchContext context{pcre2_match_context_create(nullptr)};
  JitStack stack{pcre2_jit_stack_create(kJitStackStart, kJitStackLimit, nullptr)};

  Scratch() {
    if (!context) return;
    pcre2_set_match_limit(context.get(), kMatchLimit);
    pcre2_set_depth_limit(context.get(), kMatchLimit);
    pcre2_set_heap_limit(context.get(), kHeapLimitInKiB);
    if (stack) pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
  }
  bool ok() const { return data && context; }
};

class GeneralMatcher final : public SplitPattern {
 public:
  // The compiled code is never written again, so that threads share it.
  GeneralMatcher(std::string source, Code8 code)
      : source_(std::move(source)),
        code_(std::move(code)),
        compiled_to_machine_code_(pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE) == 0) {}

  Status find_matches(std::string_view text, std::vector<Span>& matches) const override {
    if (text.empty()) return {};
    thread_local const Scratch scratch;
    if (!scratch.ok()) return Status::error(Code::limit, "pattern " + source_ + ": out of memory");
    for (std::size_t position = 0; position < text.size();) {
      // Valid UTF-8 is REQUIRED; checking it again in every call would be quadratic.
      const int found = pcre2_match(code_.get(), as_units(text), text.size(), position, PCRE2_NO_UTF_CHECK,
                                    scratch.data.get(), scratch.context.get());
      if (found == PCRE2_ERROR_NOMATCH) return {};
      if (found < 0) return gave_up(found, position);
      const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(scratch.data.get());
      matches.push_back({static_cast<std::uint32_t>(ends[0]), static_cast<std::uint32_t>(ends[1])});
      position = ends[1];
    }
    return {};
  }

  std::string_view engine() const override { return compiled_to_machine_code_ ? "pcre2-jit" : "pcre2"; }
  bool covers() const override { return false; }

 private:
  Status gave_up(int error, std::size_t position) const {
    return Status::error(Code::limit, "pattern " + source_ + " gave up at byte " + std::to_string(position) +
                                          " of the text: " + pcre2_message(error));
  }

  std::string source_;
  Code8 code_;
  bool compiled_to_machine_code_;
};

}  // namespace

Result<std::shared_ptr<const SplitPattern>> compile_general_pattern(const std::string& source,
                                                                    const std::string& where) {
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
  if (can_match_nothing(compiled.code.get())) return refuse_pattern(source, where, "it can match nothing at all");
  return std::shared_ptr<const SplitPattern>(std::make_shared<GeneralMatcher>(source, std::move(compiled.code)));
}

std::string pcre2_version() {
  char version[64] = "";
  if (pcre2_config(PCRE2_CONFIG_VERSION, nullptr) > 64 || pcre2_config(PCRE2_CONFIG_VERSION, version) < 0) return "";
  const std::string text = version;
  return text.substr(0, text.find(' '));
}

#else

Result<std::shared_ptr<const SplitPattern>> compile_general_pattern(const std::string& source,
                                                                    const std::string& where) {
  return refuse_pattern(source, where, "this build has no PCRE2; install libpcre2-dev (Debian's name) and build again");
}

std::string pcre2_version() {
  return "";
}

#endif

}  // namespace tg
