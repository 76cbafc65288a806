// Tokenizers on their way from one JavaScript environment to another: the one leaves an id for the other, which finds
// the same tables by it. Ids cannot be guessed, and mean nothing in another process.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg::addon {

class SharedTokenizers {
 public:
  using Handle = std::shared_ptr<const Tokenizer>;

  static SharedTokenizers& of_process();

  // An id for `tokenizer`, which stays alive for `keep` even if nobody uses it; the same one as long as it is known,
  // and then the later end counts.
  std::string share(const Handle& tokenizer, std::chrono::milliseconds keep);
  // Null when the id is unknown, or its tokenizer was let go of.
  Handle find(const std::string& id);

 private:
  using Clock = std::chrono::steady_clock;

  struct Entry {
    std::weak_ptr<const Tokenizer> tokenizer;
    Handle kept;
    Clock::time_point until;
  };

  std::string id_of(const Handle& tokenizer);
  std::vector<Handle> take_due(Clock::time_point now);
  void let_go_when_due(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Entry> entries_;
  std::jthread keeper_;  // runs from the first share on; the last member, since it uses the others
};

}  // namespace tg::addon
