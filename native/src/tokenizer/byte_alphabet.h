// GPT-2's printable stand-ins for bytes: every byte has a character, so that byte strings can be written in JSON.
// Vocabularies of byte-level tokenizers are written this way; texts never are here: the vocabulary is mapped once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tg {

// The character that stands for `byte`.
char32_t stand_in(std::uint8_t byte);

// The byte that `character` stands for, or -1.
int byte_of_stand_in(char32_t character);

// Bytes of UTF-8 that the stand-in of `byte` takes: 1 or 2.
std::uint32_t stand_in_size(std::uint8_t byte);

std::string to_stand_ins(std::string_view bytes);

// Appends the bytes that `text` stands for. False, with `bytes` as they were, when it holds a character that stands for
// no byte. REQUIRES: valid UTF-8.
bool append_from_stand_ins(std::string_view text, std::string& bytes);

// The bytes that `text` stands for; none when it holds a character that stands for no byte. REQUIRES: valid UTF-8.
std::optional<std::string> from_stand_ins(std::string_view text);

}  // namespace tg
