"""What the composer's buttons do, the same wherever one writes: look, save, add a picture, publish.

Without scripts each of them sends the whole form, and the page comes back with everything typed.
With scripts the same addresses answer with the piece that changes (`X-Piece`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import markdown
from core.images import BadPicture
from forum import drafting, picturing
from forum.concerns import Concerns
from forum.forms import ComposerForm, refused
from forum.models.posts import LONGEST
from forum.refusals import Changed, Refusal


@dataclass(frozen=True)
class Composer:
    """`publish` is called with a valid form and answers with where to go on."""

    form: ComposerForm
    place: str  # of the draft
    publish: Callable[[], HttpResponse]
    template: str
    context: Mapping[str, Any]


def composed(request: HttpRequest, composer: Composer) -> HttpResponse:
    deed = request.POST.get("deed", "publish") if request.method == "POST" else ""
    answers = {"preview": preview, "save": save, "picture": picture, "publish": publish}
    answer = answers.get(deed)
    return answer(request, composer) if answer else page(request, composer)


def page(request: HttpRequest, composer: Composer, **more: Any) -> HttpResponse:
    context = {**composer.context, "form": composer.form, "noindex": True, **more}
    return render(request, composer.template, context)


def preview(request: HttpRequest, composer: Composer) -> HttpResponse:
    html = markdown.preview(composer.form.typed_text)
    if wants_piece(request):
        return render(request, "forum/_preview.html", {"preview": html})
    return page(request, composer, preview=html)


def save(request: HttpRequest, composer: Composer) -> HttpResponse:
    """The draft, valid or not. Saved a moment ago by another window, the last one counts."""
    drafting.save(composer.form.author, composer.place, composer.form.typed)
    if wants_piece(request):
        return HttpResponse(status=204)
    messages.success(request, _("The draft is saved: you find it in “My drafts”."))
    return page(request, composer)


def picture(request: HttpRequest, composer: Composer) -> HttpResponse:
    """The picture goes to the end of the text, or to the script that sent it."""
    error, added = uploaded(request, composer.form)
    if wants_piece(request):
        return JsonResponse({"error": error, "markdown": added}, status=400 if error else 200)
    if error:
        return page(request, composer, picture_error=error)
    return page(request, with_text(composer, added))


def publish(request: HttpRequest, composer: Composer) -> HttpResponse:
    """A picture that was chosen and not yet added goes along."""
    if request.FILES.get("picture"):
        error, added = uploaded(request, composer.form)
        if error:
            return page(request, composer, picture_error=error)
        composer = with_text(composer, added)
    form = composer.form
    if not form.is_valid():
        return page(request, composer)
    concerns = Concerns(form, request.POST, composer.context.get("topic"))
    if concerns.are_open:
        if concerns.news:
            form.replace("seen", str(concerns.last_seen))
        return page(request, composer, concerns=concerns)
    form.cleaned_data.update(concerns.mended)
    try:
        return composer.publish()
    except Changed as change:
        form.replace("version", str(change.post.version))
        refused(form, change)
        return page(request, composer, theirs=change.post)
    except Refusal as refusal:
        drafting.save(form.author, composer.place, form.typed)
        refused(form, refusal)
        return page(request, composer)


def uploaded(request: HttpRequest, form: ComposerForm) -> tuple[str, str]:
    """What went wrong, or the picture as it is written in the text."""
    file = request.FILES.get("picture")
    if not isinstance(file, UploadedFile):
        return _("Choose a picture first."), ""
    try:
        picture = picturing.upload(form.author, file)
    except (BadPicture, Refusal) as refusal:
        return str(refusal), ""
    return "", f"![]({picture.file.url})"


def with_text(composer: Composer, added: str) -> Composer:
    """The same form with something after the text; what was typed stays as it is."""
    form = composer.form
    form.replace("text", "\n\n".join(filter(None, [form.typed_text.rstrip(), added])))
    return composer


def signed_in_or_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `login_required`; but who was signed out while they wrote gets their text back."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and (text := request.POST.get("text", "").strip()):
            context = {"text": text[:LONGEST], "noindex": True}
            return render(request, "forum/signed_out.html", context, status=403)
        return redirect_to_login(request.get_full_path())

    return wrapped


def wants_piece(request: HttpRequest) -> bool:
    return "X-Piece" in request.headers
