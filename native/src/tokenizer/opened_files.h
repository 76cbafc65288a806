// The tokenizers of this process by the file that they were read from: a file that is opened again while its tokenizer
// is in use, by any thread, is not read again. Nothing is kept alive here.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/read_file.h"
#include "tokengraft/tokenizer.h"

namespace tg {

class OpenedFiles {
 public:
  using Tokenizers = Result<std::shared_ptr<const Tokenizer>>;

  // A tokenizer, and the state of the file that it was read from; none when that is not certain.
  struct Opened {
    Tokenizers tokenizer;
    std::optional<FileState> state;
  };

  static OpenedFiles& of_process();

  // The tokenizer that was opened from a file in `state` with equal `options`, or what `open` answers. Two threads that
  // ask for the same at once get the same: the second waits for the first.
  Tokenizers get(const FileState& state, const OpenOptions& options, const std::function<Opened()>& open);

 private:
  struct Key {
    FileState state;
    std::string options;
    auto operator<=>(const Key&) const = default;
  };
  struct Entry {
    std::weak_ptr<const Tokenizer> tokenizer;
    bool is_opening = false;
  };
  class Opening;

  std::shared_ptr<const Tokenizer> find_or_begin(const Key& key);
  void end(const Key& key, const std::shared_ptr<const Tokenizer>& tokenizer);

  std::mutex mutex_;
  std::condition_variable ended_;
  std::map<Key, Entry> entries_;
};

}  // namespace tg
