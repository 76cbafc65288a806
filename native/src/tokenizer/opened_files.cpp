#include "tokenizer/opened_files.h"

namespace tg {
namespace {

void append_text(std::string& key, const std::string& text) {
  key.append(std::to_string(text.size())).append(":").append(text);
}

std::string key_of(const OpenOptions& options) {
  std::string key = std::to_string(static_cast<unsigned>(options.format)) + ";";
  for (const std::string* text : {&options.pattern, &options.merges_path, &options.outline}) append_text(key, *text);
  for (const AddedToken& token : options.special_tokens) {
    key.append(std::to_string(token.id));
    for (const bool flag : {token.special, token.single_word, token.lstrip, token.rstrip, token.normalized}) {
      key.push_back(flag ? '+' : '-');
    }
    append_text(key, token.content);
  }
  return key;
}

}  // namespace

// Ends what find_or_begin began, whatever happens.
class OpenedFiles::Opening {
 public:
  Opening(OpenedFiles& files, const Key& key) : files_(files), key_(key) {}
  ~Opening() { files_.end(key_, tokenizer_); }
  Opening(const Opening&) = delete;
  Opening& operator=(const Opening&) = delete;

  void succeed(const Opened& opened) {
    if (opened.tokenizer.ok() && opened.state == key_.state) tokenizer_ = opened.tokenizer.value();
  }

 private:
  OpenedFiles& files_;
  const Key& key_;
  std::shared_ptr<const Tokenizer> tokenizer_;
};

OpenedFiles& OpenedFiles::of_process() {
  static auto* const files = new OpenedFiles;  // never destroyed: threads may be opening files when the process ends
  return *files;
}

OpenedFiles::Tokenizers OpenedFiles::get(const FileState& state, const OpenOptions& options,
                                         const std::function<Opened()>& open) {
  const Key key{state, key_of(options)};
  if (auto found = find_or_begin(key)) return found;
  Opening opening(*this, key);
  Opened opened = open();
  opening.succeed(opened);
  return std::move(opened.tokenizer);
}

// Null: the caller opens the file, and others wait for it.
std::shared_ptr<const Tokenizer> OpenedFiles::find_or_begin(const Key& key) {
  std::unique_lock lock(mutex_);
  while (true) {
    Entry& entry = entries_[key];
    if (auto tokenizer = entry.tokenizer.lock()) return tokenizer;
    if (!entry.is_opening) {
      entry.is_opening = true;
      return nullptr;
    }
    ended_.wait(lock);
  }
}

void OpenedFiles::end(const Key& key, const std::shared_ptr<const Tokenizer>& tokenizer) {
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[key];
    entry.is_opening = false;
    entry.tokenizer = tokenizer;
    std::erase_if(entries_,
                  [](const auto& each) { return !each.second.is_opening && each.second.tokenizer.expired(); });
  }
  ended_.notify_all();
}

}  // namespace tg
