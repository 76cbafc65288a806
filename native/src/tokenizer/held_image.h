// Images of tokenizers on devices: each is made and copied there when it is first needed, and stays as long as the
// tokenizer's tables.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "tokengraft/backend.h"
#include "tokenizer/bulk_image.h"

namespace tg {

class HeldImage {
 public:
  HeldImage(std::shared_ptr<const BulkImage> image, const Backend& device) : image_(std::move(image)), device_(device) {
    (void)device_.hold_memory({data(), bytes()});  // without room for it, it is copied for each call
  }
  ~HeldImage() { (void)device_.hold_memory({data(), 0}); }
  HeldImage(const HeldImage&) = delete;
  HeldImage& operator=(const HeldImage&) = delete;

  const Backend& device() const { return device_; }
  const void* data() const { return &image_->head(); }
  std::size_t bytes() const { return image_->bytes(); }

 private:
  std::shared_ptr<const BulkImage> image_;
  const Backend& device_;
};

class HeldImages {
 public:
  // Fails as BulkImage::make does.
  Result<const HeldImage*> get(const Core& core, const Backend& device) {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<const HeldImage>& held = by_device_[&device];
    if (held == nullptr) {
      auto image = BulkImage::make(core);
      if (!image.ok()) return image.status();
      held = std::make_unique<const HeldImage>(std::move(image).value(), device);
    }
    return held.get();
  }

 private:
  std::mutex mutex_;
  std::map<const Backend*, std::unique_ptr<const HeldImage>> by_device_;
};

}  // namespace tg
