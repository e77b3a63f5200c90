"""What an endpoint takes and gives: its fields, its files, its durations and shapes in the provider's own words."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Role

DurationFormat = Literal["digits", "suffix", "integer", "number", "milliseconds", "frames", "fixed"]

# The named sizes of fal's `image_size` (npm @fal-ai/client 1.10.1) as ratios; the first name of a ratio is the one we write.
NAMED_SIZES = {
    "square_hd": "1:1",
    "square": "1:1",
    "portrait_4_3": "3:4",
    "portrait_16_9": "9:16",
    "landscape_4_3": "4:3",
    "landscape_16_9": "16:9",
    "1024x1024": "1:1",
    "1536x1024": "3:2",
    "1024x1536": "2:3",
}
# Field names by what they are for, in the order we prefer them (read off the endpoint schemas).
ROLE_FIELDS: dict[Role, tuple[str, ...]] = {
    Role.START_IMAGE: ("start_image_url", "first_frame_url", "first_image_url", "image_url"),
    Role.END_IMAGE: ("end_image_url", "last_frame_url"),
    Role.REFERENCE: ("image_urls", "reference_image_urls", "reference_image_url", "style_image_url"),
    Role.SOURCE: ("video_url", "image_url", "image_urls", "audio_url"),
    Role.VOICE: ("audio_url", "audio_urls"),
    Role.AUDIO: ("audio_url", "audio_urls", "reference_audio_urls"),
    Role.CLIP: ("video_urls",),
}
AUDIO_FIELDS = ("generate_audio", "generate_audio_switch", "audio")
PROMPT_FIELDS = ("prompt", "text", "additional_prompt", "text_prompt")


def _year(value: object) -> object:
    """A bare year in a YAML file is a number; here it is a date."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Day = Annotated[str, BeforeValidator(_year), Field(pattern=r"^\d{4}(-\d{2}){0,2}$")]


class Sourced(Noun):
    """A fact that says where it comes from and when it was true: a source key and an ISO date (or year, or year and month)."""

    source: str = Field(min_length=1)
    as_of: Day


class Duration(Sourced):
    """The lengths a model makes, in seconds, and how its provider writes them.

    `digits` is "5", `suffix` is "5s", `integer` is 5, `number` also takes 4.5, `milliseconds` is 5000; `fixed` and `frames`
    have no field to write. Either `values` lists them or `low`–`high` gives a range in steps of `step`.
    """

    format: DurationFormat
    values: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    step: Annotated[float, Field(gt=0)] = 1.0
    default: float | None = None
    auto: bool = False
    """True: the provider may choose the length itself."""

    def choices(self) -> tuple[float, ...]:
        """Every length to choose from, shortest first; ranges are listed in steps. Empty: nothing is known."""
        if self.values or self.low is None or self.high is None:
            return tuple(sorted(self.values))
        count = int(min((self.high - self.low) / self.step, 10_000)) + 1
        return tuple(round(self.low + i * self.step, 3) for i in range(count))

    def nearest(self, seconds: float) -> float:
        """The choice nearest to `seconds`, the longer of two equally near (what is too long can be trimmed)."""
        return min(self.choices() or (seconds,), key=lambda choice: (abs(choice - seconds), -choice))

    def at_least(self, seconds: float) -> float:
        """The shortest choice that holds `seconds`, or the longest there is."""
        choices = self.choices() or (seconds,)
        return next((choice for choice in choices if choice >= seconds - 1e-6), choices[-1])

    @property
    def longest(self) -> float | None:
        """The longest clip in seconds; None where nothing is known."""
        return max(self.choices(), default=None)

    def written(self, seconds: float) -> str | int | float | None:
        """`seconds` as the provider wants it; None where there is no field to write."""
        whole = round(seconds)
        match self.format:
            case "digits":
                return str(whole)
            case "suffix":
                return f"{whole}s"
            case "integer":
                return whole
            case "number":
                return whole if float(seconds).is_integer() else seconds
            case "milliseconds":
                return round(seconds * 1000)
            case _:
                return None

    def read(self, value: object) -> float | None:
        """Seconds out of "5", "5s", 5, 5.0 or "5 sec"; None for "auto" and what is no length."""
        if isinstance(value, bool) or value is None:
            return None
        text = str(value).strip().lower().removesuffix("seconds").removesuffix("sec").removesuffix("s").strip()
        try:
            number = float(text)
        except ValueError:
            return None
        seconds = number / 1000 if self.format == "milliseconds" and number > 1000 else number
        return seconds if 0 < seconds < 86_400 else None


class EndpointField(Noun):
    """One input field. `enum` is exhaustive, `suggested` is not; a `file` takes a URL, `many` of them in a list."""

    type: str = ""
    required: bool = False
    enum: tuple[Any, ...] = ()
    suggested: tuple[Any, ...] = ()
    default: Any = None
    file: bool = False
    many: bool = False
    low: float | None = None
    high: float | None = None
    max_chars: int | None = None
    max_items: int | None = None
    numeric_enum: bool = False
    """True: the facts quote the digits, the live API takes numbers (recorded for sora-2); either passes here, numbers are sent."""

    def fault(self, value: Any) -> str | None:
        """What is wrong with `value`, in words; None when it may be sent."""
        if self.many:
            return self._list_fault(value)
        if self.enum:
            return None if self._in_enum(value) else f"must be one of {', '.join(map(str, self.enum))}, not {value!r}"
        if self.suggested and not self.file and isinstance(value, str):
            return None if value in self.suggested or self.type != "object" else f"must be one of {', '.join(map(str, self.suggested))}"
        return self._type_fault(value) or self._range_fault(value)

    def _in_enum(self, value: Any) -> bool:
        same = [choice for choice in self.enum if choice == value and isinstance(choice, bool) == isinstance(value, bool)]
        return bool(same) or (self.numeric_enum and not isinstance(value, bool) and str(value) in map(str, self.enum))

    def _list_fault(self, value: Any) -> str | None:
        if not isinstance(value, list | tuple):
            return "must be a list"
        return f"takes at most {self.max_items}, not {len(value)}" if self.max_items and len(value) > self.max_items else None

    def _type_fault(self, value: Any) -> str | None:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        good = {
            "string": isinstance(value, str),
            "number": number,
            "boolean": isinstance(value, bool),
            "object": isinstance(value, dict),
            "array": isinstance(value, list | tuple),
        }.get(self.type, True)
        return None if good else f"must be a {self.type}, not {value!r}"

    def _range_fault(self, value: Any) -> str | None:
        if isinstance(value, str) and self.max_chars and len(value) > self.max_chars:
            return f"takes at most {self.max_chars} characters, not {len(value)}"
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            return f"must lie between {self.low} and {self.high}, not {value}"
        return None


class EndpointSchema(Sourced):
    """What one endpoint takes and gives. `kind` is the facts' own word (it knows utilities and lip sync too)."""

    id: str
    provider: str = "fal"
    kind: str
    fields: Mapping[str, EndpointField]
    output: tuple[str, ...] = ()
    """Where the files are in the answer, e.g. `images[].url`."""

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, field in self.fields.items() if field.required)

    @property
    def file_inputs(self) -> tuple[str, ...]:
        return tuple(name for name, field in self.fields.items() if field.file)

    @property
    def prompt_field(self) -> str | None:
        """The field that takes the words; None where there is none."""
        return self._first(PROMPT_FIELDS)

    @property
    def audio_field(self) -> str | None:
        """The switch for sound made with the picture; None where there is none."""
        return next((name for name in AUDIO_FIELDS if name in self.fields and self.fields[name].type == "boolean"), None)

    @property
    def shape_field(self) -> str | None:
        """`aspect_ratio` or `image_size`; None where the output follows its input."""
        return self._first(("aspect_ratio", "image_size"))

    @property
    def count_field(self) -> str | None:
        return self._first(("num_images", "max_images"))

    def input_field(self, role: Role) -> str | None:
        """The field that takes a file in this role; None where the endpoint takes no such file.

        An edit takes its source before references; of an endpoint that only knows `image_urls` both are the same field.
        """
        if role is Role.START_IMAGE and self.kind not in {"image-to-video", "video-to-video", "lipsync-avatar"}:
            return None
        if role is Role.START_IMAGE and self.kind == "image-to-video" and not self._first(ROLE_FIELDS[role]):
            return self._first(ROLE_FIELDS[Role.REFERENCE])
        if role is Role.SOURCE and self.kind in {"text-to-image", "text-to-video"}:
            return None
        if role is Role.SOURCE and self.kind == "image-edit":
            return self._first(("image_url", "image_urls"))
        return self._first(ROLE_FIELDS[role])

    def shapes(self) -> dict[str, Any]:
        """Ratios to what the shape field wants for them, e.g. {"16:9": "landscape_16_9"}; empty where there is no such field."""
        field = self.fields.get(self.shape_field or "")
        found: dict[str, Any] = {}
        for value in (field.enum or field.suggested) if field else ():
            ratio = NAMED_SIZES.get(str(value), str(value))
            if ":" in ratio:
                found.setdefault(ratio, value)
        return found

    @property
    def free_size(self) -> bool:
        """True: the shape field also takes {"width", "height"}."""
        field = self.fields.get(self.shape_field or "")
        return field is not None and field.type == "object"

    def resolutions(self) -> tuple[str, ...]:
        field = self.fields.get("resolution")
        return tuple(str(value) for value in (field.enum or field.suggested)) if field else ()

    def duration(self) -> Duration | None:
        """The lengths this very endpoint makes and how it writes them; None where it has no such field."""
        name = self._first(("duration", "duration_seconds", "music_length_ms", "seconds_total"))
        return duration_of(name, self.fields[name], self) if name else None

    def faults(self, body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """(field, what is wrong) for every fault of a request body, missing fields included."""
        found = [(name, "is missing") for name in self.required if body.get(name) in (None, "")]
        for name, value in body.items():
            field = self.fields.get(name)
            fault = "is not a field of this endpoint" if field is None else None if value is None else field.fault(value)
            if fault:
                found.append((name, fault))
        return tuple(found)

    def _first(self, names: tuple[str, ...]) -> str | None:
        return next((name for name in names if name in self.fields), None)


def duration_of(name: str, field: EndpointField, endpoint: EndpointSchema) -> Duration:
    """The `Duration` a duration field describes: its format is read off the values it lists."""
    listed = field.enum or field.suggested or ((field.default,) if isinstance(field.default, str) else ())
    sample = next((value for value in (*listed, field.default) if value not in (None, "auto")), None)
    milli = name.endswith("_ms")
    written: DurationFormat = "milliseconds" if milli else "number"
    if isinstance(sample, str):
        written = "suffix" if sample.endswith("s") else "digits"
    elif listed:
        written = "integer"
    scale = 1000 if milli else 1
    common = {"format": written, "auto": "auto" in listed, "source": f"{endpoint.source}: {endpoint.id}", "as_of": endpoint.as_of}
    rough = Duration.model_validate(common)
    values = tuple(seconds for value in listed if (seconds := rough.read(value)) is not None)
    low, high = (None if edge is None else edge / scale for edge in (field.low, field.high))
    return rough.with_(values=values, low=low, high=high, default=rough.read(field.default))
