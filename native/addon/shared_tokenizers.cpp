#include "shared_tokenizers.h"

#include <algorithm>
#include <random>

namespace tg::addon {
namespace {

std::string draw_id() {
  std::random_device device;
  std::string id;
  for (int i = 0; i < 8; ++i) {
    for (auto bits = device(), left = 4U; left > 0; --left, bits >>= 4) id.push_back("0123456789abcdef"[bits & 0xF]);
  }
  return id;
}

}  // namespace

SharedTokenizers& SharedTokenizers::of_process() {
  static SharedTokenizers tokenizers;
  return tokenizers;
}

std::string SharedTokenizers::share(const Handle& tokenizer, std::chrono::milliseconds keep) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [](const auto& each) { return each.second.tokenizer.expired(); });
  const std::string id = id_of(tokenizer);
  Entry& entry = entries_[id];
  entry.tokenizer = tokenizer;
  entry.until = std::max(entry.until, Clock::now() + keep);
  entry.kept = tokenizer;
  if (!keeper_.joinable()) keeper_ = std::jthread([this](const std::stop_token& stop) { let_go_when_due(stop); });
  changed_.notify_one();
  return id;
}

SharedTokenizers::Handle SharedTokenizers::find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.tokenizer.lock();
}

// The id that it has already, so that sharing again and again takes no room.
std::string SharedTokenizers::id_of(const Handle& tokenizer) {
  for (const auto& [id, entry] : entries_) {
    if (entry.tokenizer.lock() == tokenizer) return id;
  }
  return draw_id();
}

std::vector<SharedTokenizers::Handle> SharedTokenizers::take_due(Clock::time_point now) {
  std::vector<Handle> due;
  for (auto& [id, entry] : entries_) {
    if (entry.kept && entry.until <= now) due.push_back(std::move(entry.kept));
  }
  return due;
}

void SharedTokenizers::let_go_when_due(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    std::vector<Handle> due = take_due(Clock::now());
    if (!due.empty()) {  // their tables are taken down while nobody waits for it
      lock.unlock();
      due.clear();
      lock.lock();
      continue;
    }
    auto next = Clock::time_point::max();
    for (const auto& [id, entry] : entries_) {
      if (entry.kept) next = std::min(next, entry.until);
    }
    const auto is_sooner = [&] {
      return std::ranges::any_of(entries_,
                                 [&](const auto& each) { return each.second.kept && each.second.until < next; });
    };
    if (next == Clock::time_point::max()) {
      changed_.wait(lock, stop, is_sooner);
    } else {
      changed_.wait_until(lock, stop, next, is_sooner);
    }
  }
}

}  // namespace tg::addon
