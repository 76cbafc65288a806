#if TG_HAVE_PCRE2
#include "text/metered_search.h"

#include <algorithm>
#include <memory>

#include "base/cancelled.h"

namespace tg {
namespace {

// What one attempt to match may cost. Match and depth bound time and nesting of backtracking, the others memory: JIT
// code uses the stack, the interpreter the heap. The stack is address space until it is used.
constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::uint32_t kHeapLimitInKiB = 64 * 1024;
constexpr std::size_t kJitStackStart = std::size_t{32} << 10;
constexpr std::size_t kJitStackLimit = std::size_t{64} << 20;

// The backtracking that is free: what real patterns do at one place.
constexpr std::uint32_t kFreeMatchLimit = 512;

// The budget's unit is a byte read again. A step of backtracking takes as long as reading some eight (measured: 10 ns).
// All of it is worth about a second, and grows with the text as the free work does.
constexpr std::uint64_t kBudget = std::uint64_t{1} << 30;
constexpr std::uint64_t kBudgetPerByte = 512;
constexpr std::uint64_t kCostOfStep = 8;

template <class T, void (*free)(T*)>
struct Freer {
  void operator()(T* object) const { free(object); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, Freer<T, free>>;

// What a thread needs to run any compiled pattern; one pair of offsets suffices, because groups are not asked for.
struct Scratch {
  Owned<pcre2_match_data, pcre2_match_data_free> data{pcre2_match_data_create(1, nullptr)};
  Owned<pcre2_match_context, pcre2_match_context_free> context{pcre2_match_context_create(nullptr)};
  Owned<pcre2_jit_stack, pcre2_jit_stack_free> stack{pcre2_jit_stack_create(kJitStackStart, kJitStackLimit, nullptr)};

  Scratch() {
    if (!context) return;
    pcre2_set_depth_limit(context.get(), kMatchLimit);
    pcre2_set_heap_limit(context.get(), kHeapLimitInKiB);
    if (stack) pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
  }
  bool ok() const { return data && context; }
};

}  // namespace

MeteredSearch::MeteredSearch(const pcre2_code* code, std::string_view text, std::size_t window)
    : code_(code), text_(text), window_(window), budget_(kBudget + kBudgetPerByte * text.size()) {}

int MeteredSearch::next(std::size_t position, Span& match) {
  std::size_t window = window_;
  std::uint32_t match_limit = kFreeMatchLimit;
  while (position < text_.size()) {
    if (is_cancelled()) return PCRE2_ERROR_MATCHLIMIT;
    const std::size_t end = end_of_window(position, window);
    const int found = attempt(position, end, match_limit, match);
    if (found >= 0) return found;
    if (found == PCRE2_ERROR_NOMATCH) {
      position = end;
      window = window_;
      match_limit = kFreeMatchLimit;
    } else if (found == PCRE2_ERROR_PARTIAL) {
      window *= 8;
      if (!pay(end_of_window(position, window) - position)) return PCRE2_ERROR_MATCHLIMIT;
    } else if (found == PCRE2_ERROR_MATCHLIMIT && match_limit < kMatchLimit) {
      match_limit = std::min(match_limit * 16, kMatchLimit);
      if (!pay(match_limit * kCostOfStep)) return found;
    } else {
      return found;
    }
  }
  return PCRE2_ERROR_NOMATCH;
}

// Valid UTF-8 is REQUIRED; checking it again in every call would be quadratic.
int MeteredSearch::attempt(std::size_t position, std::size_t end, std::uint32_t match_limit, Span& match) const {
  thread_local const Scratch scratch;
  if (!scratch.ok()) return PCRE2_ERROR_NOMEMORY;
  pcre2_set_match_limit(scratch.context.get(), match_limit);
  const std::uint32_t partial = end < text_.size() ? PCRE2_PARTIAL_HARD : 0;
  const int found = pcre2_match(code_, reinterpret_cast<PCRE2_SPTR>(text_.data()), end, position,
                                PCRE2_NO_UTF_CHECK | partial, scratch.data.get(), scratch.context.get());
  if (found < 0) return found;
  const PCRE2_SIZE* const ends = pcre2_get_ovector_pointer(scratch.data.get());
  match = {static_cast<std::uint32_t>(ends[0]), static_cast<std::uint32_t>(ends[1])};
  return found;
}

std::size_t MeteredSearch::end_of_window(std::size_t position, std::size_t window) const {
  if (text_.size() - position <= window) return text_.size();
  std::size_t end = position + window;
  while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
  return end;
}

bool MeteredSearch::pay(std::uint64_t cost) {
  if (cost > budget_) return false;
  budget_ -= cost;
  return true;
}

}  // namespace tg
#endif
