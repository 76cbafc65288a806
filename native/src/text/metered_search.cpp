#if TG_HAVE_PCRE2
#include "text/metered_search.h"

#include <memory>

#include "base/cancelled.h"
#include "text/pcre2_code.h"
#include "text/utf8.h"

namespace tg {
namespace {

// What one attempt to match may cost. Match and depth bound nesting of backtracking, the others memory: JIT code uses
// the stack, the interpreter the heap. The stack is address space until it is used.
constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::uint32_t kHeapLimitInKiB = 64 * 1024;
constexpr std::size_t kJitStackStart = std::size_t{32} << 10;
constexpr std::size_t kJitStackLimit = std::size_t{64} << 20;

// The backtracking that is free: what real patterns do at one place.
constexpr std::uint32_t kFreeMatchLimit = 512;

// The budget's unit is a byte read; calling out takes as long as reading some sixteen. All of it is worth a
// quarter of a second, and it grows with the text as the free work does.
constexpr std::uint64_t kBudget = std::uint64_t{1} << 28;
constexpr std::uint64_t kBudgetPerByte = 256;
constexpr std::uint64_t kCostOfCall = 16;

// What a thread needs to run any compiled pattern; one pair of offsets suffices, because groups are not asked for.
struct Scratch {
  Pcre2Owned<pcre2_match_data, pcre2_match_data_free> data{pcre2_match_data_create(1, nullptr)};
  Pcre2Owned<pcre2_match_context, pcre2_match_context_free> context{pcre2_match_context_create(nullptr)};
  Pcre2Owned<pcre2_jit_stack, pcre2_jit_stack_free> stack{
      pcre2_jit_stack_create(kJitStackStart, kJitStackLimit, nullptr)};

  Scratch() {
    if (!context) return;
    pcre2_set_depth_limit(context.get(), kMatchLimit);
    pcre2_set_heap_limit(context.get(), kHeapLimitInKiB);
    if (stack) pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
  }
  bool ok() const { return data && context; }
};

}  // namespace

MeteredSearch::MeteredSearch(MeteredCode code, std::string_view text, std::size_t window)
    : code_(code), text_(text), window_(window), budget_(kBudget + kBudgetPerByte * text.size()) {}

int MeteredSearch::next(std::size_t position, Span& match) {
  while (position < text_.size()) {
    if (is_cancelled()) return PCRE2_ERROR_MATCHLIMIT;
    const std::size_t end = end_of_window(position);
    const int found = run({code_.plain, end, kFreeMatchLimit}, position, match);
    if (found == PCRE2_ERROR_PARTIAL || found == PCRE2_ERROR_MATCHLIMIT) {
      paid_at_ = position;
      return run({code_.metered, text_.size(), kMatchLimit}, position, match);
    }
    if (found != PCRE2_ERROR_NOMATCH) return found;
    position = end;
  }
  return PCRE2_ERROR_NOMATCH;
}

// Valid UTF-8 is REQUIRED; checking it again in every call would be quadratic.
int MeteredSearch::run(const Attempt& attempt, std::size_t position, Span& match) {
  thread_local const Scratch scratch;
  if (!scratch.ok()) return PCRE2_ERROR_NOMEMORY;
  pcre2_set_match_limit(scratch.context.get(), attempt.match_limit);
  pcre2_set_callout(scratch.context.get(), pay, this);
  const std::uint32_t partial = attempt.end < text_.size() ? PCRE2_PARTIAL_HARD : 0;
  const int found = pcre2_match(attempt.code, reinterpret_cast<PCRE2_SPTR>(text_.data()), attempt.end, position,
                                PCRE2_NO_UTF_CHECK | partial, scratch.data.get(), scratch.context.get());
  if (found < 0) return found;
  const PCRE2_SIZE* const ends = pcre2_get_ovector_pointer(scratch.data.get());
  match = {static_cast<std::uint32_t>(ends[0]), static_cast<std::uint32_t>(ends[1])};
  return found;
}

int MeteredSearch::pay(pcre2_callout_block* block, void* data) {
  MeteredSearch& search = *static_cast<MeteredSearch*>(data);
  const std::size_t at = block->current_position;
  const std::size_t way = at > search.paid_at_ ? at - search.paid_at_ : search.paid_at_ - at;
  search.paid_at_ = at;
  const std::uint64_t cost = kCostOfCall + way;
  if (cost > search.budget_ || is_cancelled()) return PCRE2_ERROR_MATCHLIMIT;
  search.budget_ -= cost;
  return 0;
}

std::size_t MeteredSearch::end_of_window(std::size_t position) const {
  if (text_.size() - position <= window_) return text_.size();
  std::size_t end = position + window_;
  while (end < text_.size() && continues_character(text_[end])) ++end;
  return end;
}

}  // namespace tg
#endif
